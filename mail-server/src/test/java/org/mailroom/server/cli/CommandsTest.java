// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// The commands as an administrator types them: their help, what they refuse, and those for users.
class CommandsTest {
    @TempDir Path folder;
    private AdminShell shell;

    @BeforeEach
    void configure() throws IOException {
        shell = new AdminShell(folder);
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
        assertThat(shell.mailroom((command + " --help").strip().split(" "))).isZero();

        assertThat(shell.out()).startsWith("Usage: mailroom " + command).contains("--help");
        assertThat(shell.err()).isEmpty();
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
        assertThat(shell.mailroom(line.split(" "))).isEqualTo(2);
        assertThat(shell.err()).contains("Usage: mailroom");
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

        int exit = shell.mailroom(line.replace("FOLDER", folder.toString()).split(" "));

        assertThat(exit).isOne();
        assertThat(shell.out()).isEmpty();
        assertThat(shell.err().lines())
                .isNotEmpty()
                .hasSizeLessThan(4)
                .allMatch(said -> said.matches("(mailroom|error|warning): \\P{Cntrl}+"))
                .noneMatch(said -> said.contains("Exception"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"control_socket", "sendmail_socket"})
    void startLooksAtBothSocketsFirst(String socket) throws IOException {
        shell.configure(socket + " = /etc/passwd/socket\n");

        assertThat(shell.mailroom("start", "-c", folder.toString())).isNotZero();

        assertThat(shell.err()).contains("/etc/passwd is no directory");
        assertThat(shell.files()).noneMatch(it -> it.endsWith("mail.log"));
    }

    @Test
    void addingAnAccountDoesNotNeedTheTables() throws IOException {
        shell.configure("virtual_mailbox_maps = texthash:/no/table\n");
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("secret\n".getBytes(StandardCharsets.UTF_8)));
        try {
            String[] words = {"user", "add", "--password-stdin", "-c", folder.toString(), "bob"};
            assertThat(shell.mailroom(words)).isZero();
        } finally {
            System.setIn(before);
        }

        assertThat(shell.out()).isEqualTo("bob: added\n");
        assertThat(shell.err()).startsWith("warning: whether it gets mail is not known: ");
    }

    @Test
    void deletingKeepsTheModeOfTheUsersFile() throws IOException {
        assertThat(shell.mailroom("user", "delete", "-c", folder.toString(), "ann")).isZero();

        assertThat(shell.out()).isEqualTo("ann: deleted; its mail stays\n");
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

        assertThat(shell.mailroom("user", "delete", "-c", folder.toString(), "ann")).isZero();

        assertThat(Files.getOwner(users).getName()).isEqualTo("nobody");
        assertThat(Files.getOwner(folder.resolve("users.lock")).getName()).isEqualTo("nobody");
    }
}
