// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Set;

/// s-nail, the `mail` of old, sends by submission and reads by IMAP and POP3.
@Tag("interop")
class SNailTest {
    @RegisterExtension final TestServer server = new TestServer();
    private Program mail;

    @BeforeEach
    void findProgram() {
        mail =
                server.program("s-nail", "s-nail")
                        .with(
                                "-:/",
                                "-S",
                                "v15-compat",
                                "-S",
                                "sendwait",
                                "-S",
                                "tls-ca-no-defaults")
                        .with(
                                "-S",
                                "tls-ca-file=" + server.certificate(),
                                "-S",
                                "tls-verify=strict")
                        .with("-S", "from=u0@example.org", "-S", "hostname=localhost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "login"})
    void sendsWithStartTls(String mechanism) throws Exception {
        mail.with("-S", "mta=smtp://u0:pass@" + server.at("submission"))
                .with("-S", "smtp-use-starttls", "-S", "smtp-auth=" + mechanism)
                .runWith("hello\n", "-s", "by s-nail", "u1@example.org");

        server.awaitSubjects("u1", "INBOX", "by s-nail");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "login"})
    void sendsWithTlsFromTheStart(String mechanism) throws Exception {
        mail.with("-S", "mta=smtps://u0:pass@" + server.at("submissions"))
                .with("-S", "smtp-auth=" + mechanism)
                .runWith("hello\n", "-s", "by s-nail", "u1@example.org");

        server.awaitSubjects("u1", "INBOX", "by s-nail");
    }

    @Test
    void logsInByItsCertificate() throws Exception {
        String alice = ClientCertificate.at(server).file();

        mail.with("-S", "mta=smtps://u0@" + server.at("submissions"))
                .with("-S", "smtp-auth=external")
                .with("-S", "tls-config-pairs=Certificate=%1$s,PrivateKey=%1$s".formatted(alice))
                .runWith("hello\n", "-s", "by s-nail", "u1@example.org");

        server.awaitSubjects("u1", "INBOX", "by s-nail");
    }

    @Test
    void readsFlagsCopiesAndDeletesByImap() throws Exception {
        server.deliver("u1", "first", "second", "third");

        String account = "imaps://u1:pass@" + server.at("imaps") + "/";

        String seen =
                mail.with("-S", "folder=" + account)
                        .runWith(
                                "type 1\nflag 2\ndelete 3\ncopy 2 +Archive\nquit\n",
                                "-#",
                                "-f",
                                account + "INBOX");

        assertThat(Letter.utf8(seen)).contains("Subject: first", "Gr\u00fc\u00dfe");
        assertThat(server.inbox("u1").subjects()).containsExactly("first", "second");
        assertThat(server.inbox("u1").flags())
                .containsExactly(Set.of("\\Seen"), Set.of("\\Flagged", "\\Seen"));
        assertThat(server.folder("u1", "Archive").subjects()).containsExactly("second");
    }

    @Test
    void readsAndDeletesByPop3() throws Exception {
        server.deliver("u1", "first", "second");

        String seen =
                mail.with("-S", "pop3-use-starttls")
                        .runWith(
                                "type 1\ndelete 1\nquit\n",
                                "-#",
                                "-f",
                                "pop3://u1:pass@" + server.at("pop3"));

        assertThat(Letter.utf8(seen)).contains("Subject: first", "Gr\u00fc\u00dfe");
        assertThat(server.inbox("u1").subjects()).containsExactly("second");
    }
}
