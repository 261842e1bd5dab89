// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.MainCf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The `main.cf` of servers under test: `mail.example.org`, all in the folder of the file, free
/// loopback ports.
final class TestConfiguration {
    private TestConfiguration() {}

    /// Writes it and more lines into a folder, and makes what it names: a user `demo`, and where
    /// his mail goes.
    static MainCf in(Path folder, String more) throws IOException {
        Files.writeString(folder.resolve("users"), "demo:{PLAIN}secret\n");
        Files.createDirectories(folder.resolve("mail"));
        Files.writeString(folder.resolve("main.cf"), text() + more);
        return MainCf.load(folder, List.of());
    }

    /// A server cannot be started so, and these texts tell why.
    static void assertFault(MainCf main, String... texts) {
        assertThatThrownBy(() -> Settings.of(main, TlsMaterial::look, _ -> {}))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(texts);
    }

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
