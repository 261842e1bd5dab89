// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.apache.commons.net.pop3.POP3Client;
import org.apache.commons.net.smtp.SMTPClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mailroom.server.ServerProcess;
import org.mailroom.server.cli.Main;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The server as one user without any right, and the helper as root, as the units of `config` start
/// them: real users of this host, and its real PAM. Needs root, and says so.
@Tag("interop")
class HelperServiceTest {
    private static final String SERVER = "mailroom-it";
    private static final String ANN = "mailroom-ann";
    private static final String PASSWORD = "correct horse";
    private static final String WRONG = "wrong horse";

    private Path folder;
    private SystemUsers users;
    private String classPath;
    private Process helper;
    private ServerProcess server;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can make users");
        folder = Files.createTempDirectory("mailroom-helper");
        open(folder, "rwxr-xr-x");
        users = new SystemUsers(folder);
        users.add(SERVER, Path.of("/nonexistent"));
        Path home = Files.createDirectory(folder.resolve("home"));
        users.add(ANN, home);
        users.setPassword(ANN, PASSWORD);
        admit("ALL");
        users.rules(
                SERVER,
                """
                auth required pam_unix.so
                account required pam_unix.so
                account required pam_access.so accessfile=%s
                """
                        .formatted(folder.resolve("access")));
        users.own(home, ANN, ANN);
        Path config = Files.createDirectory(folder.resolve("config"));
        ServerProcess.configure(config, parameters());
        Path spool = Files.createDirectory(config.resolve("mail"));
        Files.createFile(spool.resolve(ANN));
        open(spool.resolve(ANN), "rw-rw----");
        users.own(config, SERVER, "mail");
        users.own(spool.resolve(ANN), ANN, "mail");
        classPath = users.classPath();
        helper = helper();
        await().until(() -> Files.exists(folder.resolve("helper")));
        server = server();
    }

    private ServerProcess server() throws IOException {
        return ServerProcess.startBy(
                List.of("setpriv", "--reuid", SERVER, "--regid", "mail", "--clear-groups"),
                classPath,
                folder.resolve("config"));
    }

    /// Has pam_access(8) admit those from there only.
    private void admit(String clients) throws IOException {
        String rules = "+:ALL:%s\n-:ALL:ALL\n".formatted(clients);
        Files.writeString(folder.resolve("access"), rules);
    }

    private String parameters() {
        return """
        passdb = pam:%s
        local_recipient_maps = $passdb $alias_maps
        helper_socket = %s
        myorigin = example.org
        mynetworks = 192.0.2.0/24
        """
                .formatted(SERVER, folder.resolve("helper"));
    }

    private static void open(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private Process helper() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath,
                        Main.class.getName(),
                        "helper",
                        "--for",
                        SERVER,
                        "--pam",
                        SERVER,
                        "--scratch",
                        folder.resolve("scratch").toString(),
                        "--listen",
                        folder.resolve("helper").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("helper.log").toFile())
                .start();
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        if (server != null) {
            server.close();
        }
        if (helper != null) {
            helper.destroyForcibly().waitFor();
        }
        if (users != null) {
            users.remove();
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Test
    void logsUsersOfTheSystemInByPam() throws Exception {
        assertThat(login(ANN, PASSWORD)).startsWith("+OK");
        assertThat(login(ANN + "@example.org", PASSWORD)).startsWith("+OK");
        assertThat(login(ANN, WRONG)).startsWith("-ERR [AUTH]");
        assertThat(login(ANN, "")).startsWith("-ERR");
        assertThat(login("root", WRONG)).startsWith("-ERR [AUTH]");
        assertThat(login(SERVER, WRONG)).startsWith("-ERR [AUTH]");

        users.setPassword(ANN, "other");
        assertThat(login(ANN, PASSWORD)).startsWith("-ERR [AUTH]");
        assertThat(login(ANN, "other")).startsWith("+OK");
        users.expire(ANN);
        assertThat(login(ANN, "other")).startsWith("-ERR [AUTH]");

        assertThat(logs()).contains("PAM refuses " + SERVER + ": " + ANN + ": ");
        assertThat(logs()).doesNotContain(PASSWORD, WRONG);
    }

    @Test
    void tellsPamWhereSomebodyComesFrom() throws Exception {
        admit("192.0.2.1");
        assertThat(login(ANN, PASSWORD)).startsWith("-ERR [AUTH]");

        admit("127.0.0.1");
        assertThat(login(ANN, PASSWORD)).startsWith("+OK");
    }

    @Test
    void saysThatPamCannotBeAsked() throws Exception {
        helper.destroyForcibly().waitFor();

        assertThat(login(ANN, PASSWORD)).startsWith("-ERR [SYS/TEMP]");
    }

    @Test
    void givesMailToTheMailboxAndTheCommandOfAUser() throws Exception {
        Path got = folder.resolve("home/got");
        Path forward = folder.resolve("home/.forward");
        Files.writeString(forward, "\\%s, \"|(id -un; id -Gn; cat) >%s\"\n".formatted(ANN, got));
        users.own(forward, ANN, ANN);

        send();

        await().atMost(TestServer.PATIENCE)
                .untilAsserted(
                        () -> {
                            assertThat(got)
                                    .content()
                                    .startsWith(ANN + "\n" + ANN + "\nFrom sender@client.test ")
                                    .contains("\nSubject: by the helper\n");
                            assertThat(folder.resolve("config/mail").resolve(ANN))
                                    .as(this::said)
                                    .content()
                                    .contains("\nSubject: by the helper\n");
                        });
        assertThat(Files.getOwner(got).getName()).isEqualTo(ANN);
        assertThat(Files.getOwner(folder.resolve("config/mail").resolve(ANN)).getName())
                .isEqualTo(ANN);
    }

    @Test
    void writesTheMailOfAUserIntoAFileBelowItsHome() throws Exception {
        server.close();
        ServerProcess.configure(folder.resolve("config"), parameters() + "home_mailbox = mbox\n");
        server = server();
        Path mbox = folder.resolve("home/mbox");

        send();

        await().atMost(TestServer.PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(mbox)
                                        .as(this::said)
                                        .content()
                                        .startsWith("From sender@client.test ")
                                        .contains("\nSubject: by the helper\n"));
        assertThat(Files.getOwner(mbox).getName()).isEqualTo(ANN);
        assertThat(folder.resolve("config/mail").resolve(ANN)).isEmptyFile();
    }

    private void send() throws IOException {
        InetSocketAddress smtp = server.address("smtp");
        var client = new SMTPClient(StandardCharsets.UTF_8.name());
        client.connect(smtp.getAddress(), smtp.getPort());
        client.login("client.test");
        boolean sent =
                client.sendSimpleMessage(
                        "sender@client.test", ANN + "@example.org", Letter.text("by the helper"));
        assertThat(sent).as(client.getReplyString()).isTrue();
        client.disconnect();
    }

    private String login(String user, String password) throws IOException {
        InetSocketAddress pop3 = server.address("pop3");
        var client = new POP3Client();
        client.connect(pop3.getAddress(), pop3.getPort());
        try {
            client.login(user, password);
            return client.getReplyString();
        } finally {
            client.disconnect();
        }
    }

    private String said() {
        try {
            return logs();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private String logs() throws IOException {
        return Files.readString(folder.resolve("helper.log"))
                + Files.readString(folder.resolve("config/stderr"))
                + Files.readString(folder.resolve("config/mail.log"));
    }
}
