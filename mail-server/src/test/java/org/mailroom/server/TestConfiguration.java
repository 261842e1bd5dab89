// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

/// The `main.cf` of servers under test: `mail.example.org`, all in the folder of the file, free
/// loopback ports.
final class TestConfiguration {
    private TestConfiguration() {}

    static String text() {
        return """
        myhostname = mail.example.org
        mydestination = example.org
        mynetworks = 127.0.0.0/8
        passdb = passwd-file:$config_directory/users
        alias_maps = inline:{postmaster=demo}
        local_recipient_maps = $passdb $alias_maps
        recipient_delimiter = +
        local_header_rewrite_clients =
        smtpd_tls_security_level = may
        smtpd_tls_loglevel = 1
        submission/smtpd_tls_security_level = may
        mail_spool_directory = $config_directory/mail
        virtual_mailbox_base = $config_directory/virtual
        data_directory = $config_directory/data
        queue_directory = $config_directory/queue
        control_socket = $config_directory/control
        sendmail_socket = $config_directory/sendmail
        maillog_file = $config_directory/mail.log
        smtpd_error_sleep_time = 0
        auth_failure_delay = 0
        default_transport = retry:no other servers here
        smtp_listen = 127.0.0.1:0
        submission_listen = 127.0.0.1:0
        submissions_listen = 127.0.0.1:0
        lmtp_listen = 127.0.0.1:0
        imap_listen = 127.0.0.1:0
        imaps_listen = 127.0.0.1:0
        pop3_listen = 127.0.0.1:0
        pop3s_listen = 127.0.0.1:0
        """;
    }
}
