// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/// The commands as an administrator types them.
class CommandsTest {
    private static final String USABLE =
            """
            myhostname = mail.example.org
            passdb = passwd-file:$config_directory/users
            alias_maps =
            mail_spool_directory = $config_directory/mail
            data_directory = $config_directory/data
            control_socket = $config_directory/control
            maillog_file = $config_directory/mail.log
            sendmail_socket = $config_directory/sendmail
            """;

    @TempDir Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void usableConfiguration() throws IOException {
        configure("");
        Files.writeString(folder.resolve("users"), "ann:{PLAIN}secret\n");
        Files.setPosixFilePermissions(
                folder.resolve("users"), PosixFilePermissions.fromString("rw-r-----"));
    }

    @Test
    void checkMakesNothing() throws IOException {
        List<Path> before = files();

        assertThat(mailroom("check", "-c", folder.toString())).isZero();

        assertThat(out.toString()).isEqualTo("mailroom: the configuration can be used\n");
        assertThat(err.toString()).isEmpty();
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void checkReadsTheUsersFile() throws IOException {
        Path users = Files.writeString(folder.resolve("users"), "ann:{PLAIN}a\nbob:secret\n");

        assertThat(mailroom("check", "-c", folder.toString())).isOne();

        assertThat(err.toString())
                .isEqualTo(
                        "error: %s, line 2: expected {SCHEME} and a password hash: the line is not used\n"
                                .formatted(users));
    }

    @Test
    void checkWarnsOfAnAccountThatMailCannotReach() throws IOException {
        Files.writeString(folder.resolve("users"), "ann:{PLAIN}a\nbob@virt.test:{PLAIN}b\n");

        assertThat(mailroom("check", "-c", folder.toString())).isZero();

        assertThat(err.toString())
                .isEqualTo(
                        "warning: account bob@virt.test gets no mail: add virt.test to"
                                + " virtual_mailbox_domains\n");
        assertThat(
                        mailroom(
                                "check",
                                "-c",
                                folder.toString(),
                                "-o",
                                "virtual_mailbox_domains=virt.test"))
                .isZero();
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void checkWarnsOfNoAccountWhileAListOfDomainsCannotBeAsked() throws IOException {
        Files.writeString(folder.resolve("users"), "bob@virt.test:{PLAIN}b\n");

        mailroom("check", "-c", folder.toString(), "-o", "virtual_mailbox_domains=fail:away");

        assertThat(err.toString()).doesNotContain("virt.test", "Exception");
    }

    @Test
    void checkFindsAPortThatIsNamedTwice() throws IOException {
        configure("imaps_listen = 127.0.0.1:10143\nimap_listen = 127.0.0.1:10143\n");

        assertThat(mailroom("check", "-c", folder.toString())).isOne();

        assertThat(err.toString())
                .endsWith(
                        "imaps_listen = 127.0.0.1:10143: port 10143 is that of imap_listen"
                                + " already\n");
    }

    @Test
    void checkWarnsOfAUsersFileThatIsNotThereOrThatEverybodyCanRead() throws IOException {
        Path users = folder.resolve("users");
        Files.setPosixFilePermissions(users, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(mailroom("check", "-c", folder.toString())).isZero();
        Files.delete(users);
        assertThat(mailroom("check", "-c", folder.toString())).isZero();

        assertThat(err.toString())
                .isEqualTo(
                        """
                        warning: %1$s: everybody on this host can read it: chmod 640 %1$s
                        warning: there is no %1$s yet, so there are no accounts: "mailroom user add NAME" makes it
                        """
                                .formatted(users));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    smtp_tls_security_level = dane | smtp_tls_security_level = dane acts as may without smtp_dns_support_level = dnssec
                    smtp_dns_support_level = dnssec | nothing that the name server 192.0.2.53 says is proven (DNSSEC): it is not in dns_trusted_servers
                    """)
    void checkWarnsWhereDaneWouldDoNothing(String line, String warning) throws IOException {
        configure(line + "\ndns_servers = 127.0.0.1, 192.0.2.53\n");

        assertThat(mailroom("check", "-c", folder.toString())).isZero();

        assertThat(err.toString()).contains("warning: " + warning).doesNotContain("127.0.0.1 says");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    alias_maps = hash:/no/aliases | hash:/no/aliases: cannot read /no/aliases: there is no such file: create the file or make it readable, or take the table out of the list
                    alias_maps = hsah:/etc/aliases | hsah:/etc/aliases: there is no table type "hsah"; there are btree, cdb, cidr, dbm, fail, hash, inline, ldap, lmdb, mysql, passwd-file, pcre, pgsql, pipemap, proxy, randmap, regexp, sdbm, socketmap, sqlite, static, tcp, texthash, unionmap, unix
                    passdb = pam:mailroom | pam:mailroom: expected passwd-file:PATH, the only kind there is yet
                    smtpd_tls_chain_files = /no/key.pem | cannot read /no/key.pem: there is no such file: expected a PEM file that the server may read
                    smtpd_tls_chain_files = /etc/passwd | no certificate in /etc/passwd: expected a line "-----BEGIN CERTIFICATE-----"
                    mail_spool_directory = /etc/passwd | /etc/passwd is no directory
                    mail_spool_directory = /etc/passwd/mail | /etc/passwd is no directory
                    inet_interfaces = 192.0.2.x | 192.0.2.x: expected an address of this host, or its name
                    smtp_listen = unix:/run/smtp | expected [host:]port, and no Unix socket
                    dns_servers = localhost | localhost: expected an address or address:port
                    dns_trusted_servers = 10.0.0.1/8 | 10.0.0.1/8: expected an address, or a network such as 10.0.0.0/8 or [::1]/128
                    mailbox_size_limit = 1000 | smaller than message_size_limit = 10240000: mail would be taken, and returned
                    virtual_mailbox_limit = 1000 | smaller than message_size_limit = 10240000: mail would be taken, and returned
                    control_socket = /etc/passwd/control | /etc/passwd is no directory
                    smtp_bind_address = here | expected an address
                    mynetworks = /no/networks | cannot read /no/networks: there is no such file: create the file, or make it readable for the mail owner
                    default_transport = frob:x | there is no transport "frob"; there are discard, error, lmtp, local, relay, retry, smtp, virtual
                    relay_transport = frob | there is no transport "frob"; there are discard, error, lmtp, local, relay, retry, smtp, virtual
                    mailbox_transport = frob: | there is no transport "frob"; there are discard, error, lmtp, local, relay, retry, smtp, virtual
                    transport_maps = inline:{b.test=frob:x} | there is no transport "frob"; there are discard, error, lmtp, local, relay, retry, smtp, virtual
                    sender_dependent_default_transport_maps = static:frob:x | there is no transport "frob"; there are discard, error, lmtp, local, relay, retry, smtp, virtual
                    transport_maps = inline:{b.test=smtp:[hop} | bad next hop: [hop: expected domain, domain:port, [host] or [host]:port
                    sender_dependent_relayhost_maps = inline:{@b.test=[hop} | bad next hop: [hop: expected domain, domain:port, [host] or [host]:port
                    relayhost = [hop.test | bad next hop: [hop.test: expected domain, domain:port, [host] or [host]:port
                    relayhost = hop.test:99999 | bad port: 99999: expected domain, domain:port, [host] or [host]:port
                    smtp_fallback_relay = [one.test], two.test:x | bad port: x: expected domain, domain:port, [host] or [host]:port
                    lmtp/unix/lmtp_fallback_relay = [one.test | bad next hop: [one.test: expected domain, domain:port, [host] or [host]:port
                    header_checks = pcre:{{/^X/ FROB}} | unknown command in header_checks map: FROB
                    smtp_body_checks = regexp:{{/^X/ HOLD}} | unsupported command in smtp_body_checks map: HOLD
                    smtpd_client_restrictions = permit_mynetwork | unknown smtpd restriction: "permit_mynetwork", did you mean "permit_mynetworks"?
                    """)
    void checkTellsFileLineParameterValueAndWhatWasExpected(String line, String fault)
            throws IOException {
        configure("# one line more\n" + line + "\n");
        long number = USABLE.lines().count() + 2;

        assertThat(mailroom("check", "-c", folder.toString())).isOne();

        assertThat(err.toString().lines())
                .contains(
                        "error: %s, line %d: %s: %s"
                                .formatted(folder.resolve("main.cf"), number, line, fault));
    }

    @Test
    void checkTellsOfFaultsInTheFileOfATable() throws IOException {
        Path table = folder.resolve("table.cf");
        Files.writeString(table, "# aliases\ndbpath = /no/such.db\nquery = SELECT 1\n");
        String line = "alias_maps = sqlite:" + table;
        configure(line + "\n");

        assertThat(mailroom("check", "-c", folder.toString())).isOne();

        assertThat(err.toString())
                .contains(
                        line
                                + ": "
                                + table
                                + ", line 2: dbpath = /no/such.db: expected a database that the"
                                + " server may read");
    }

    @Test
    void checkTellsFileAndLineOfWhatATableSaysInVain() throws IOException {
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
        Path transport = folder.resolve("transport");
        Files.writeString(
                transport,
                """
                one.test    :[hop.test
                two.test    slow:
                three.test  :
                four.test   error:5.1.1 gone: for good
                five.test   script:any thing
                six.test    lmtp:unix:private/dovecot-lmtp
                seven.test  smtp:[2001:db8::1]:2525
                """);
        configure(
                """
                script/unix/command = pipe user=nobody argv=/bin/true
                header_checks = regexp:%s
                transport_maps = hash:%s
                """
                        .formatted(checks, transport));

        assertThat(mailroom("check", "-c", folder.toString())).isOne();

        assertThat(err.toString().lines().filter(line -> !line.contains("helper")))
                .containsExactly(
                        "error: %s, line 3: unknown command in header_checks map: FROBNICATE"
                                .formatted(checks),
                        "error: %s, line 7: bad argument of REDIRECT in header_checks map: \"\""
                                .formatted(checks),
                        "error: %s, line 8: bad argument of REPLACE in header_checks map: \"Cc\""
                                .formatted(checks),
                        "error: %s, line 1: bad next hop: [hop.test: expected domain, domain:port, [host] or [host]:port"
                                .formatted(transport),
                        "error: %s, line 2: there is no transport \"slow\"; there are discard, error, lmtp, local, relay, retry, script, smtp, virtual"
                                .formatted(transport));
    }

    @Test
    void checkWarnsOfDomainsThatStandInTwoLists() throws IOException {
        Path virtual = folder.resolve("virtual");
        Files.writeString(virtual, "Two.test x\nann@two.test ann\nfour.test x\n");
        configure(
                """
                mydestination = one.test, two.test
                virtual_mailbox_domains = one.test, three.test
                virtual_alias_maps = hash:%s
                relay_domains = four.test, two.test
                """
                        .formatted(virtual));

        assertThat(mailroom("check", "-c", folder.toString())).isZero();

        assertThat(err.toString().lines().map(line -> line.replaceAll(".*: ", "")))
                .containsExactly(
                        "do not list domain two.test in BOTH mydestination and"
                                + " virtual_alias_domains",
                        "do not list domain one.test in BOTH mydestination and"
                                + " virtual_mailbox_domains",
                        "do not list domain two.test in BOTH virtual_alias_domains and"
                                + " relay_domains",
                        "do not list domain four.test in BOTH virtual_alias_domains and"
                                + " relay_domains");
        assertThat(err.toString()).contains("warning: " + folder.resolve("main.cf, line 10: "));
    }

    @Test
    void checkWarnsOfAliasesThatCannotBeFollowed() throws IOException {
        Path open = folder.resolve("list");
        Files.writeString(open, "ann\n");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-rw-rw-"));
        Path aliases = folder.resolve("aliases");
        Files.writeString(
                aliases,
                """
                # good ones
                root: ann
                ann: ann, root@far.test
                gone: :include:/no/list
                open: :include:%s
                one: two
                two: one
                """
                        .formatted(open));
        configure("myorigin = mail.example.org\n");

        assertThat(mailroom("check", "-c", folder.toString(), "-o", "alias_maps=hash:" + aliases))
                .isZero();

        assertThat(err.toString())
                .isEqualTo(
                        """
                        warning: %1$s, line 4: alias gone: cannot read /no/list: there is no such file
                        warning: %1$s, line 5: alias open: %2$s is not used: others may write to it
                        warning: %1$s, line 6: alias one: alias loop at one@mail.example.org
                        warning: %1$s, line 7: alias two: alias loop at two@mail.example.org
                        """
                                .formatted(aliases, open));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check -c /no/such/folder",
                "start -c /no/such/folder",
                "config -c /no/such/folder",
                "status -c /no/such/folder",
                "status -c FOLDER",
                "reload -c FOLDER",
                "stop -c FOLDER",
                "start -c FOLDER/junk.cf",
                "check -c FOLDER/junk.cf",
                "user list -c FOLDER/junk.cf",
                "user list -c FOLDER -o passdb=passwd-file:FOLDER",
                "user delete -c FOLDER -o passdb=passwd-file:/no/such/folder/users ann",
                "user delete -c FOLDER eve",
                "user delete -c FOLDER b:ob",
                "user passwd -c FOLDER ../../etc/passwd",
                "user list -c FOLDER -o passdb=pam:x",
                "config -c FOLDER no_such_parameter",
            })
    void tellsInAFewLinesWhatAPersonCanMend(String line) throws IOException {
        Files.write(folder.resolve("junk.cf"), new byte[] {0, 1, '\n', -1, '=', 27, '\n', 'x'});

        int exit = mailroom(line.replace("FOLDER", folder.toString()).split(" "));

        assertThat(exit).isOne();
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines())
                .isNotEmpty()
                .hasSizeLessThan(4)
                .allMatch(said -> said.matches("(mailroom|error|warning): \\P{Cntrl}+"))
                .noneMatch(said -> said.contains("Exception"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "start",
                "stop",
                "reload",
                "status",
                "check",
                "config",
                "user",
                "user add",
                "user passwd",
                "user delete",
                "user list",
                "queue",
                "explain",
                "trace",
                "queue list",
                "queue show",
                "queue hold",
                "queue release",
                "queue requeue",
                "queue expire",
                "queue delete",
                "queue flush",
                "queue transport",
                "demo",
                "version"
            })
    void everyCommandHasHelp(String command) {
        assertThat(mailroom((command + " --help").strip().split(" "))).isZero();

        assertThat(out.toString()).startsWith("Usage: mailroom " + command).contains("--help");
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "frob",
                "frob --help",
                "user frob --help",
                "start --frob",
                "user",
                "user add",
                "config -n -d",
                "status x"
            })
    void whatIsNotUnderstoodExitsWithTwo(String line) {
        assertThat(mailroom(line.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains("Usage: mailroom");
    }

    @Test
    void startLooksAtBothSocketsFirst() throws IOException {
        configure("sendmail_socket = /etc/passwd/sendmail\n");

        assertThat(mailroom("start", "-c", folder.toString())).isNotZero();

        assertThat(err.toString()).contains("/etc/passwd is no directory");
        assertThat(files()).noneMatch(it -> it.endsWith("mail.log"));
    }

    @Test
    void addingAnAccountDoesNotNeedTheTables() throws IOException {
        configure("virtual_mailbox_maps = texthash:/no/table\n");
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("secret\n".getBytes(StandardCharsets.UTF_8)));
        try {
            String[] words = {"user", "add", "--password-stdin", "-c", folder.toString(), "bob"};
            assertThat(mailroom(words)).isZero();
        } finally {
            System.setIn(before);
        }

        assertThat(out.toString()).isEqualTo("bob: added\n");
        assertThat(err.toString()).startsWith("warning: whether it gets mail is not known: ");
    }

    @Test
    void deletingKeepsTheModeOfTheUsersFile() throws IOException {
        assertThat(mailroom("user", "delete", "-c", folder.toString(), "ann")).isZero();

        assertThat(out.toString()).isEqualTo("ann: deleted; its mail stays\n");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.resolve("users"))))
                .isEqualTo("rw-r-----");
    }

    @Test
    void whatRootChangesStaysReadableForTheServer() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        Path users = folder.resolve("users");
        var nobody = folder.getFileSystem().getUserPrincipalLookupService();
        Files.setOwner(users, nobody.lookupPrincipalByName("nobody"));

        assertThat(mailroom("user", "delete", "-c", folder.toString(), "ann")).isZero();

        assertThat(Files.getOwner(users).getName()).isEqualTo("nobody");
        assertThat(Files.getOwner(folder.resolve("users.lock")).getName()).isEqualTo("nobody");
    }

    @Test
    void checkByRootLooksWithTheRightsOfTheServer() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        configure("mail_owner = nobody\n");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path mailbox = Files.createDirectory(folder.resolve("mail")).resolve("ann");
        Files.writeString(mailbox, "");

        assertThat(mailroom("check", "-c", folder.toString())).isOne();

        assertThat(err.toString().lines())
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

    @Test
    void checkByRootLooksAtTablesWithTheRightsOfTheServer() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String name : List.of("sasl_passwd", "networks", "secret", "open")) {
            Path file = Files.writeString(folder.resolve(name), "10.0.0.0/8 and-more-than-this\n");
            Files.setPosixFilePermissions(
                    file,
                    PosixFilePermissions.fromString(
                            name.equals("open") ? "rw-r--r--" : "rw-------"));
        }
        configure(
                """
                mail_owner = nobody
                smtp_sasl_auth_enable = yes
                smtp_sasl_password_maps = hash:%1$s/sasl_passwd, inline:{a=b}
                mynetworks = %1$s/networks
                srs_domain = mail.example.org
                srs_secret_file = %1$s/secret
                transport_maps = hash:%1$s/open
                """
                        .formatted(folder));

        mailroom("check", "-c", folder.toString());

        assertThat(err.toString().lines().filter(line -> line.contains("the server cannot read")))
                .containsExactlyInAnyOrder(
                        "error: %1$s/main.cf, line 2: passdb = passwd-file:$config_directory/users: the server cannot read %1$s/users: chown nobody:nogroup %1$s/users"
                                .formatted(folder),
                        "error: the server cannot read %1$s/sasl_passwd: chgrp nogroup %1$s/sasl_passwd && chmod 640 %1$s/sasl_passwd"
                                .formatted(folder),
                        "error: the server cannot read %1$s/networks: chgrp nogroup %1$s/networks && chmod 640 %1$s/networks"
                                .formatted(folder),
                        "error: the server cannot read %1$s/secret: chgrp nogroup %1$s/secret && chmod 640 %1$s/secret"
                                .formatted(folder));
    }

    @Test
    void checkLooksAtTheFolderOfVirtualMailboxes() throws IOException {
        configure("virtual_mailbox_base = /etc/passwd/mail\n");
        assertThat(mailroom("check", "-c", folder.toString())).isZero();
        configure("virtual_mailbox_base = /etc/passwd/mail\nvirtual_mailbox_domains = virt.test\n");

        assertThat(mailroom("check", "-c", folder.toString())).isOne();

        assertThat(err.toString())
                .endsWith("virtual_mailbox_base = /etc/passwd/mail: /etc/passwd is no directory\n");
    }

    @Test
    void checkTellsOfAllFaultsAtOnceAndOfAllElseBesideThem() throws IOException {
        configure(
                """
                maximal_backoff_time = 20x
                transport_maps = hash:/no/transport
                relocated_maps = hash:/no/relocated
                relayhos = [x]
                imaps_listen = 127.0.0.1:10143
                imap_listen = 127.0.0.1:10143
                """);

        assertThat(mailroom("check", "-c", folder.toString())).isOne();

        assertThat(err.toString().lines())
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

    @Test
    void checkWarnsOfAMaildir() throws IOException {
        Path table = folder.resolve("vmailbox");
        Files.writeString(table, "ann@virt.test virt.test/ann\nbob@virt.test virt.test/bob/\n");
        configure(
                "virtual_mailbox_domains = virt.test\nvirtual_mailbox_maps = hash:" + table + "\n");

        assertThat(mailroom("check", "-c", folder.toString())).isZero();

        assertThat(err.toString())
                .isEqualTo(
                        """
                        warning: %s, line 2: virt.test/bob/: there are no Maildirs, \
                        so mail goes into the mbox file DOMAIN/LOCAL below virtual_mailbox_base
                        """
                                .formatted(table));
    }

    private void configure(String more) throws IOException {
        Files.writeString(folder.resolve("main.cf"), USABLE + more);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted().toList();
        }
    }

    private int mailroom(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
