// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// What `mailroom check` finds wrong.
class CheckCommandTest {
    @TempDir Path folder;
    private AdminShell shell;

    @BeforeEach
    void configure() throws IOException {
        shell = new AdminShell(folder);
    }

    @Test
    void makesNothing() throws IOException {
        List<Path> before = shell.files();

        assertThat(shell.check()).isZero();

        assertThat(shell.out()).isEqualTo("mailroom: the configuration can be used\n");
        assertThat(shell.err()).isEmpty();
        assertThat(shell.files()).isEqualTo(before);
    }

    @Test
    void readsTheUsersFile() throws IOException {
        Path users = Files.writeString(folder.resolve("users"), "ann:{PLAIN}a\nbob:secret\n");

        assertThat(shell.check()).isOne();

        assertThat(shell.err())
                .isEqualTo(
                        "error: %s, line 2: expected {SCHEME} and a password hash: nobody can log in with that\n"
                                .formatted(users));
    }

    @Test
    void findsAPortThatIsNamedTwice() throws IOException {
        shell.configure("imaps_listen = 127.0.0.1:10143\nimap_listen = 127.0.0.1:10143\n");

        assertThat(shell.check()).isOne();

        assertThat(shell.err())
                .endsWith(
                        "imaps_listen = 127.0.0.1:10143: port 10143 is that of imap_listen"
                                + " already\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    alias_maps = hash:/no/aliases | cannot read /no/aliases: there is no such file: create the file or make it readable, or take the table out of the list
                    alias_maps = hsah:/etc/aliases | there is no table type "hsah", did you mean "hash"?
                    alias_maps = frob:/etc/aliases | there is no table type "frob"; there are btree, cdb, cidr, dbm, fail, hash, inline, ldap, lmdb, mysql, pam, passwd-file, pcre, pgsql, pipemap, proxy, randmap, regexp, sdbm, socketmap, sqlite, static, tcp, texthash, unionmap, unix
                    smtpd_helo_restrictions = check_helo_access hash:/no/helo | cannot read /no/helo: there is no such file: create the file or make it readable, or take the table out of the list
                    passdb = ldap:users | ldap:users: expected passwd-file:PATH or pam:SERVICE, the kinds there are yet
                    passdb = pam:../x | pam:../x: expected pam:SERVICE, the name of a file in /etc/pam.d
                    passdb = pam:no-such | there is no /etc/pam.d/no-such: copy config/pam of Mailroom there
                    passdb = pam:other | only the helper may ask PAM, and there is none at /run/mailroom-helper/socket: systemctl enable --now mailroom-helper.socket
                    smtpd_tls_chain_files = /no/key.pem | cannot read /no/key.pem: there is no such file: expected a PEM file that the server may read
                    smtpd_tls_chain_files = /etc/passwd | no certificate in /etc/passwd: expected a line "-----BEGIN CERTIFICATE-----"
                    mail_spool_directory = /etc/passwd | /etc/passwd is no directory
                    mail_spool_directory = /etc/passwd/mail | /etc/passwd is no directory
                    inet_interfaces = 192.0.2.x | 192.0.2.x: expected an address of this host, or its name
                    inet_interfaces = 127.0.0.1, 192.0.2.77 | 192.0.2.77: expected an address of this host, or its name
                    imap_listen = 192.0.2.77:143 | 192.0.2.77: expected an address of this host, or its name
                    dns_servers = localhost | localhost: expected an address or address:port
                    dns_trusted_servers = 10.0.0.1/8 | 10.0.0.1/8: expected an address, or a network such as 10.0.0.0/8 or [::1]/128
                    mailbox_size_limit = 1000 | smaller than message_size_limit = 10240000: mail would be taken, and returned
                    virtual_mailbox_limit = 1000 | smaller than message_size_limit = 10240000: mail would be taken, and returned
                    control_socket = /etc/passwd/control | /etc/passwd is no directory
                    smtp_bind_address = here | expected an address
                    mynetworks = /no/networks | cannot read /no/networks: there is no such file: create the file, or make it readable for the mail owner
                    default_transport = frob:x | there is no transport "frob" (frob/unix/command would make it); there are discard, error, lmtp, local, relay, retry, smtp, virtual
                    relay_transport = frob | there is no transport "frob" (frob/unix/command would make it); there are discard, error, lmtp, local, relay, retry, smtp, virtual
                    mailbox_transport = frob: | there is no transport "frob" (frob/unix/command would make it); there are discard, error, lmtp, local, relay, retry, smtp, virtual
                    transport_maps = inline:{b.test=frob:x} | there is no transport "frob" (frob/unix/command would make it); there are discard, error, lmtp, local, relay, retry, smtp, virtual
                    sender_dependent_default_transport_maps = static:frob:x | there is no transport "frob" (frob/unix/command would make it); there are discard, error, lmtp, local, relay, retry, smtp, virtual
                    transport_maps = inline:{b.test=smtp:[hop} | bad next hop: [hop: expected domain, domain:port, [host] or [host]:port
                    sender_dependent_relayhost_maps = inline:{@b.test=[hop} | bad next hop: [hop: expected domain, domain:port, [host] or [host]:port
                    relayhost = [hop.test | bad next hop: [hop.test: expected domain, domain:port, [host] or [host]:port
                    relayhost = hop.test:99999 | bad port: 99999: expected domain, domain:port, [host] or [host]:port
                    smtp_fallback_relay = [one.test], two.test:x | bad port: x: expected domain, domain:port, [host] or [host]:port
                    lmtp/unix/lmtp_fallback_relay = [one.test | bad next hop: [one.test: expected domain, domain:port, [host] or [host]:port
                    content_filter = frob:x | there is no transport "frob" (frob/unix/command would make it); there are discard, error, lmtp, local, relay, retry, smtp, virtual
                    smtp/inet/content_filter = smtp:[hop | bad next hop: [hop: expected domain, domain:port, [host] or [host]:port
                    pickup/unix/content_filter = frob: | there is no transport "frob" (frob/unix/command would make it); there are discard, error, lmtp, local, relay, retry, smtp, virtual
                    header_checks = pcre:{{/^X/ FROB}} | unknown command in header_checks map: FROB
                    submission_allowance_maps = inline:{ann=mesages=7} | "mesages=7": expected messages=NUMBER, recipients=NUMBER or new_recipients=NUMBER
                    smtpd_milter_maps = inline:{{192.0.2.1 = 127.0.0.1:11332}} | bad milter 127.0.0.1:11332: expected inet:host:port or unix:path
                    smtp/inet/smtpd_milter_maps = static:{ {inet:127.0.0.1:11332, default_action=frob} } | milter option default_action=frob: expected one of accept, quarantine, tempfail, reject, shutdown
                    smtp_body_checks = regexp:{{/^X/ HOLD}} | unsupported command in smtp_body_checks map: HOLD
                    smtpd_client_restrictions = permit_mynetwork | unknown smtpd restriction: "permit_mynetwork", did you mean "permit_mynetworks"?
                    smtpd_client_restrictions = reject_rbl_client bl.test=127.0.0.300 | "bl.test=127.0.0.300" is no DNS list: expected a domain, or domain=127.0.0.2
                    postscreen_dnsbl_sites = bl.test=127.0.0.[2..256]*2 | "bl.test=127.0.0.[2..256]*2" is no DNS list: expected domain, domain*2 or domain=127.0.0.[2..11]*2
                    mydomain = a b | expected a domain name such as example.org
                    """)
    void tellsFileLineParameterValueAndWhatWasExpected(String line, String fault)
            throws IOException {
        shell.configure("# one line more\n" + line + "\n");
        long number = AdminShell.USABLE.lines().count() + 2;

        assertThat(shell.check()).isOne();

        assertThat(shell.err().lines())
                .contains(
                        "error: %s, line %d: %s: %s"
                                .formatted(folder.resolve("main.cf"), number, line, fault));
    }

    @Test
    void saysLittleOfTheFileThatDebianWrites() throws IOException {
        Path debian =
                Path.of("../mail-core/src/test/resources/org/mailroom/core/config/debian-main.cf");
        Files.copy(debian, folder.resolve("main.cf"), StandardCopyOption.REPLACE_EXISTING);
        List<String> here = new ArrayList<>();
        // The file names a certificate that another package makes
        here.addAll(List.of("-o", "smtpd_tls_cert_file =", "-o", "smtpd_tls_key_file ="));
        AdminShell.USABLE.lines().forEach(line -> here.addAll(List.of("-o", line)));

        int exit = shell.check(here.toArray(String[]::new));

        assertThat(exit).as(shell.err()).isZero();

        assertThat(shell.err().lines().map(line -> line.replaceFirst(".*, line \\d+: ", "")))
                .containsExactly(
                        "biff is not needed: nobody is told of new mail on a terminal; IMAP"
                                + " clients are told at once",
                        "readme_directory is not needed: documentation is found beside the"
                                + " program, not by a parameter",
                        "smtp_tls_session_cache_database is not needed: TLS sessions are"
                                + " remembered in memory by the TLS library",
                        "alias_database is not needed: tables are read by the server itself,"
                                + " from their text files");
    }

    @Test
    void tellsOfFaultsInTheFileOfATable() throws IOException {
        Path table = folder.resolve("table.cf");
        Files.writeString(table, "# aliases\ndbpath = /no/such.db\nquery = SELECT 1\n");
        String line = "alias_maps = sqlite:" + table;
        shell.configure(line + "\n");

        assertThat(shell.check()).isOne();

        assertThat(shell.err())
                .contains(
                        line
                                + ": "
                                + table
                                + ", line 2: dbpath = /no/such.db: expected a database that the"
                                + " server may read");
    }

    @Test
    void tellsFileAndLineOfWhatATableSaysInVain() throws IOException {
        Path checks = folder.resolve("header_checks");
        Files.writeString(
                checks,
                """
                # fields
                if /^X-/
                /^X-One:/ FROBNICATE
                endif
                !/^From:/ DUNNO
                /^Subject: (.*)/ PREPEND $1
                /^To:/ REDIRECT
                /^Cc:/ REPLACE Cc
                /^([a-z]+)/ $1
                """);
        Path socket = Files.createFile(folder.resolve("lmtp"));
        Path transport = folder.resolve("transport");
        Files.writeString(
                transport,
                """
                one.test    :[hop.test
                two.test    slow:
                three.test  :
                four.test   error:5.1.1 gone: for good
                five.test   script:any thing
                six.test    lmtp:unix:%s
                seven.test  smtp:[2001:db8::1]:2525
                """
                        .formatted(socket));
        shell.configure(
                """
                script/unix/command = pipe user=nobody argv=/bin/true
                header_checks = regexp:%s
                transport_maps = hash:%s
                """
                        .formatted(checks, transport));

        assertThat(shell.check()).isOne();

        assertThat(shell.err().lines().filter(line -> !line.contains("helper")))
                .containsExactly(
                        "error: %s, line 3: unknown command in header_checks map: FROBNICATE"
                                .formatted(checks),
                        "error: %s, line 7: bad argument of REDIRECT in header_checks map: \"\""
                                .formatted(checks),
                        "error: %s, line 8: bad argument of REPLACE in header_checks map: \"Cc\""
                                .formatted(checks),
                        "error: %s, line 1: bad next hop: [hop.test: expected domain, domain:port, [host] or [host]:port"
                                .formatted(transport),
                        "error: %s, line 2: there is no transport \"slow\" (slow/unix/command would make it); there are discard, error, lmtp, local, relay, retry, script, smtp, virtual"
                                .formatted(transport));
    }

    @Test
    void looksAtTheFolderOfVirtualMailboxes() throws IOException {
        shell.configure("virtual_mailbox_base = /etc/passwd/mail\n");
        assertThat(shell.check()).isZero();
        shell.configure(
                "virtual_mailbox_base = /etc/passwd/mail\nvirtual_mailbox_domains = virt.test\n");

        assertThat(shell.check()).isOne();

        assertThat(shell.err())
                .endsWith("virtual_mailbox_base = /etc/passwd/mail: /etc/passwd is no directory\n");
    }

    @Test
    void tellsOfAllFaultsAtOnceAndOfAllElseBesideThem() throws IOException {
        shell.configure(
                """
                maximal_backoff_time = 20x
                transport_maps = hash:/no/transport
                relocated_maps = hash:/no/relocated
                relayhos = [x]
                imaps_listen = 127.0.0.1:10143
                imap_listen = 127.0.0.1:10143
                """);

        assertThat(shell.check()).isOne();

        assertThat(shell.err().lines())
                .anySatisfy(line -> assertThat(line).contains("maximal_backoff_time = 20x: "))
                .anySatisfy(line -> assertThat(line).contains("cannot read /no/transport: "))
                .anySatisfy(line -> assertThat(line).contains("cannot read /no/relocated: "))
                .anySatisfy(line -> assertThat(line).contains("10143 is that of imap"))
                .anySatisfy(
                        line ->
                                assertThat(line)
                                        .startsWith("warning: ")
                                        .contains("relayhos is no known parameter"))
                .hasSize(5);
    }

    // Neither does one fault hide another, nor is one told of that comes from another
    @Test
    void tellsOfEachFaultOnceInOneRun() throws IOException {
        Files.writeString(folder.resolve("users"), "ann@far.test:{PLAIN}secret\n");
        Path access = Files.writeString(folder.resolve("access"), "a.test FROB\n");
        shell.configure(
                """
                queue_run_delay = x
                virtual_mailbox_domains = hash:/no/domains
                canonical_maps = inline:{a}
                one/unix/command = pipe user=nobody argv=/bin/true ${frob}
                two/unix/command = pipe user=no-such-user argv=/bin/true
                ten/unix/command = smtp
                default_transport = one:
                relay_transport = two:
                transport_maps = inline:{a.test=ten: b.test=six:}
                10025/inet/command = smtpx
                smtp_bind_address = here
                submission/inet/smtpd_sender_login_maps = hash:/no/logins
                smtpd_sender_login_maps = hash:/no/others
                smtpd_client_restrictions = check_client_access hash:$config_directory/access
                smtpd_helo_restrictions = permitt
                postscreen_dnsbl_sites = a=b
                imaps_listen = 127.0.0.1:10143
                imap_listen = 127.0.0.1:10143
                pop3_listen = 192.0.2.77:110
                mailbox_size_limit = 1000
                """);

        assertThat(shell.check()).isOne();

        assertThat(shell.err().replace(folder + "/main.cf, line ", "").lines())
                .extracting(line -> line.replaceFirst("(expected|there are|cannot read).*", "$1"))
                .containsExactlyInAnyOrder(
                        "error: 9: queue_run_delay = x: expected",
                        "error: 10: virtual_mailbox_domains = hash:/no/domains: cannot read",
                        "error: 11: canonical_maps = inline:{a}: expected",
                        "error: 12: one/unix/command = pipe user=nobody argv=/bin/true ${frob}:"
                                + " there is no macro $frob",
                        "error: 13: two/unix/command = pipe user=no-such-user argv=/bin/true: there"
                                + " is no user no-such-user",
                        "error: 17: transport_maps = inline:{a.test=ten: b.test=six:}: there is no"
                                + " transport \"six\" (six/unix/command would make it); there are",
                        "error: 18: 10025/inet/command = smtpx: expected",
                        "error: 19: smtp_bind_address = here: expected",
                        "error: 20: submission/inet/smtpd_sender_login_maps = hash:/no/logins:"
                                + " cannot read",
                        "error: 21: smtpd_sender_login_maps = hash:/no/others: cannot read",
                        "error: %s, line 1: unknown smtpd restriction: \"FROB\": expected"
                                .formatted(access),
                        "error: 23: smtpd_helo_restrictions = permitt: unknown smtpd restriction:"
                                + " \"permitt\", did you mean \"permit\"?",
                        "error: 24: postscreen_dnsbl_sites = a=b: \"a=b\" is no DNS list: expected",
                        "error: 25: imaps_listen = 127.0.0.1:10143: port 10143 is that of"
                                + " imap_listen already",
                        "error: 27: pop3_listen = 192.0.2.77:110: 192.0.2.77: expected",
                        "error: 28: mailbox_size_limit = 1000: smaller than message_size_limit ="
                                + " 10240000: mail would be taken, and returned");
    }

    @Test
    void byRootLooksWithTheRightsOfTheServer() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        shell.configure("mail_owner = nobody\n");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path mailbox = Files.createDirectory(folder.resolve("mail")).resolve("ann");
        Files.writeString(mailbox, "");

        assertThat(shell.check()).isOne();

        assertThat(shell.err().lines())
                .contains(
                        "error: %1$s/main.cf, line 5: data_directory = $config_directory/data: there is no directory %1$s/data, and user nobody may not make it: mkdir -p %1$s/data && chown nobody:nogroup %1$s/data"
                                .formatted(folder),
                        "error: %1$s/main.cf, line 7: maillog_file = $config_directory/mail.log: there is no %1$s/mail.log, and user nobody may not make it: install -m 640 -o nobody /dev/null %1$s/mail.log"
                                .formatted(folder),
                        "error: %1$s/main.cf, line 2: passdb = passwd-file:$config_directory/users: the server cannot read %1$s/users: chown nobody:nogroup %1$s/users"
                                .formatted(folder),
                        "error: user nobody may not read and write the mailbox %1$s: chgrp nogroup %1$s && chmod 660 %1$s"
                                .formatted(mailbox),
                        "error: %1$s/main.cf, line 6: control_socket = $config_directory/control: user nobody cannot write to %1$s: chown nobody:nogroup %1$s, or let a group of the user write there"
                                .formatted(folder),
                        "error: %1$s/main.cf, line 8: sendmail_socket = $config_directory/sendmail: user nobody cannot write to %1$s: chown nobody:nogroup %1$s, or let a group of the user write there"
                                .formatted(folder));
    }
}
