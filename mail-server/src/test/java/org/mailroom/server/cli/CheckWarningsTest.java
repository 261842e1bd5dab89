// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// What `mailroom check` warns of.
class CheckWarningsTest {
    @TempDir Path folder;
    private AdminShell shell;

    @BeforeEach
    void configure() throws IOException {
        shell = new AdminShell(folder);
    }

    @Test
    void warnsOfAnAccountThatMailCannotReach() throws IOException {
        Files.writeString(folder.resolve("users"), "ann:{PLAIN}a\nbob@virt.test:{PLAIN}b\n");

        assertThat(shell.check()).isZero();

        assertThat(shell.err())
                .isEqualTo(
                        "warning: account bob@virt.test gets no mail: add virt.test to"
                                + " virtual_mailbox_domains\n");
        assertThat(shell.check("-o", "virtual_mailbox_domains=virt.test")).isZero();
        assertThat(shell.err().lines()).hasSize(1);
    }

    // Debian's policyd-spf and others are spawned by Postfix's master
    @Test
    void warnsOfAPolicyServiceThatIsNotThere() throws IOException {
        Path socket = folder.resolve("policy");
        shell.configure(
                """
                smtpd_recipient_restrictions = check_policy_service unix:private/spf,
                  check_policy_service { unix:%s, timeout=1s }, check_policy_service inet:localhost:1
                """
                        .formatted(socket));
        Files.createFile(socket);

        assertThat(shell.check()).isZero();

        assertThat(shell.err())
                .hasLineCount(1)
                .contains("smtpd_recipient_restrictions = ", ": nobody listens at ")
                .contains("private/spf: start the policy service there (Mailroom spawns none)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    virtual_transport = lmtp:unix:private/lmtp | start an LMTP server there, or name its socket in full
                    transport_maps = inline:{a.test=lmtp:unix:private/lmtp} | start an LMTP server there, or name its socket in full
                    smtpd_milters = inet:localhost:1, unix:private/lmtp | start the milter there
                    non_smtpd_milters = { unix:private/lmtp, default_action=accept } | start the milter there
                    submission/inet/smtpd_client_restrictions = check_policy_service unix:private/lmtp | start the policy service there (Mailroom spawns none)
                    """)
    void warnsOfSocketsThatAreNotThere(String line, String advice) throws IOException {
        shell.configure("queue_directory = $config_directory/queue\n" + line + "\n");
        assertThat(shell.check()).isZero();
        Files.createDirectories(folder.resolve("queue/private"));
        Files.createFile(folder.resolve("queue/private/lmtp"));
        assertThat(shell.check()).isZero();

        assertThat(shell.err())
                .isEqualTo(
                        "warning: %1$s/main.cf, line 10: %2$s: nobody listens at %1$s/queue/private/lmtp: %3$s\n"
                                .formatted(folder, line, advice));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    mynetworks = 127.0.0.0/8, 0.0.0.0/0 | whoever is in 0.0.0.0/0 may send to anywhere without a login: with so large a network this server is an open relay for the world
                    mynetworks = [2000::]/3 | whoever is in [2000::]/3 may send to anywhere without a login: with so large a network this server is an open relay for the world
                    myhostname = mail | "mail" is not a fully qualified name, and other servers refuse mail for it: expected a name such as mail.example.org
                    myhostname = my_mail.example.org | "my_mail.example.org" has an underscore, which no name of a host has (RFC 1123 §2.1), and other servers refuse mail for it
                    """)
    void warnsOfWhatOthersWillResent(String line, String warning) throws IOException {
        shell.configure(line + "\n");

        assertThat(shell.check()).isZero();

        assertThat(shell.err().lines().filter(it -> !it.contains("overriding earlier entry")))
                .containsExactly(
                        "warning: %s/main.cf, line 9: %s: %s".formatted(folder, line, warning));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.0/8, 10.0.0.0/8, [fc00::]/7",
                "!0.0.0.0/0, 192.168.0.0/16",
                "/dev/null"
            })
    void findsNothingWrongWithNetworksOfAnOwner(String networks) throws IOException {
        shell.configure("mynetworks = " + networks + "\n");

        assertThat(shell.check()).isZero();

        assertThat(shell.err()).isEmpty();
    }

    @Test
    void warnsOfNoAccountWhileAListOfDomainsCannotBeAsked() throws IOException {
        Files.writeString(folder.resolve("users"), "bob@virt.test:{PLAIN}b\n");
        assertThat(shell.check()).isZero();
        assertThat(shell.err()).contains("virt.test").hasLineCount(1);

        assertThat(shell.check("-o", "virtual_mailbox_domains=fail:away")).isZero();

        assertThat(shell.err()).hasLineCount(1);
    }

    @Test
    void warnsOfAUsersFileThatIsNotThereOrThatEverybodyCanRead() throws IOException {
        Path users = folder.resolve("users");
        Files.setPosixFilePermissions(users, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(shell.check()).isZero();
        Files.delete(users);
        assertThat(shell.check()).isZero();

        assertThat(shell.err())
                .isEqualTo(
                        """
                        warning: %1$s: everybody on this host can read it: chmod 640 %1$s
                        warning: there is no %1$s yet, so there are no accounts: "mailroom user add NAME" makes it
                        """
                                .formatted(users));
    }

    // Everything that asks for users would tell of it again
    @Test
    void tellsOnceThatThereAreNoUsersYet() throws IOException {
        Path users = folder.resolve("users");
        Files.delete(users);
        Files.writeString(folder.resolve("aliases"), "root: ann\npostmaster: root\n");
        shell.configure("alias_maps = hash:$config_directory/aliases\n");
        var log = new ListAppender<ILoggingEvent>();
        log.start();
        var root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(log);

        assertThat(shell.check()).isZero();

        root.detachAppender(log);
        assertThat(log.list).noneMatch(it -> it.getLevel().isGreaterOrEqual(Level.WARN));
        assertThat(shell.err().lines().filter(it -> !it.contains("overriding earlier entry")))
                .containsExactly(
                        "warning: there is no %s yet, so there are no accounts: \"mailroom user add NAME\" makes it"
                                .formatted(users));
    }

    // The table of users is at fault, and not each alias
    @Test
    void blamesNoAliasForTheFaultOfATable() throws IOException {
        Files.writeString(folder.resolve("aliases"), "root: ann\npostmaster: root\n");
        shell.configure(
                "alias_maps = hash:$config_directory/aliases\nlocal_recipient_maps = fail:away\n");

        assertThat(shell.check()).isZero();

        assertThat(shell.err()).hasLineCount(1).contains("overriding earlier entry: alias_maps=");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    smtp_tls_security_level = dane | smtp_tls_security_level = dane acts as may without smtp_dns_support_level = dnssec
                    smtp_dns_support_level = dnssec | nothing that the name server 192.0.2.53 says is proven (DNSSEC): it is not in dns_trusted_servers
                    """)
    void warnsWhereDaneWouldDoNothing(String line, String warning) throws IOException {
        shell.configure(line + "\ndns_servers = 127.0.0.1, 192.0.2.53\n");

        assertThat(shell.check()).isZero();

        assertThat(shell.err()).contains("warning: " + warning).doesNotContain("127.0.0.1 says");
    }

    @Test
    void warnsOfDomainsThatStandInTwoLists() throws IOException {
        Path virtual = folder.resolve("virtual");
        Files.writeString(virtual, "Two.test x\nann@two.test ann\nfour.test x\n");
        shell.configure(
                """
                mydestination = one.test, two.test
                virtual_mailbox_domains = one.test, three.test
                virtual_alias_maps = hash:%s
                relay_domains = four.test, two.test
                """
                        .formatted(virtual));

        assertThat(shell.check()).isZero();

        assertThat(shell.err().lines().map(line -> line.replaceAll(".*: ", "")))
                .containsExactly(
                        "do not list domain two.test in BOTH mydestination and"
                                + " virtual_alias_domains",
                        "do not list domain one.test in BOTH mydestination and"
                                + " virtual_mailbox_domains",
                        "do not list domain two.test in BOTH virtual_alias_domains and"
                                + " relay_domains",
                        "do not list domain four.test in BOTH virtual_alias_domains and"
                                + " relay_domains");
        assertThat(shell.err()).contains("warning: " + folder.resolve("main.cf, line 10: "));
    }

    @Test
    void warnsOfAliasesThatCannotBeFollowed() throws IOException {
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
        shell.configure("myorigin = mail.example.org\n");

        assertThat(shell.check("-o", "alias_maps=hash:" + aliases)).isZero();

        assertThat(shell.err())
                .isEqualTo(
                        """
                        warning: %1$s, line 4: alias gone: cannot read /no/list: there is no such file
                        warning: %1$s, line 5: alias open: %2$s is not used: others may write to it
                        warning: %1$s, line 6: alias one: alias loop at one@mail.example.org
                        warning: %1$s, line 7: alias two: alias loop at two@mail.example.org
                        """
                                .formatted(aliases, open));
    }

    @Test
    void warnsOfAMaildir() throws IOException {
        Path table = folder.resolve("vmailbox");
        Files.writeString(table, "ann@virt.test virt.test/ann\nbob@virt.test virt.test/bob/\n");
        shell.configure(
                "virtual_mailbox_domains = virt.test\nvirtual_mailbox_maps = hash:" + table + "\n");

        assertThat(shell.check()).isZero();

        assertThat(shell.err())
                .isEqualTo(
                        """
                        warning: %s, line 2: virt.test/bob/: there are no Maildirs, \
                        so mail goes into the mbox file DOMAIN/LOCAL below virtual_mailbox_base
                        """
                                .formatted(table));
    }
}
