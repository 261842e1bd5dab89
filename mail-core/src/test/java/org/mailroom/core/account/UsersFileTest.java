// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.account.UsersFileEditor.Result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

class UsersFileTest {
    @TempDir Path folder;
    private Path path;

    @BeforeEach
    void path() {
        path = folder.resolve("users");
    }

    @Test
    void findsUsersAndPassesOverCommentsAndBadLines() throws IOException {
        Files.writeString(
                path,
                """
                # the staff
                Ann:{PLAIN}one:1000:1000::/home/ann:/bin/sh:extra=x

                no password here
                bob@example.org:{PLAIN}two
                ../etc:{PLAIN}three
                """);

        var users = new UsersFile(path);

        assertThat(users.accounts())
                .containsExactly(new Account("ann"), new Account("bob@example.org"));
        assertThat(users.find("ann")).isInstanceOf(PasswordDatabase.Found.class);
        assertThat(users.find("eve")).isInstanceOf(PasswordDatabase.NotFound.class);
    }

    @Test
    void readsTheFileAgainWhenItHasChanged() throws IOException {
        Files.writeString(path, "ann:{PLAIN}one\n");
        var users = new UsersFile(path);
        users.find("ann");

        new UsersFileEditor(path, Optional.empty()).add("bob", "two");

        assertThat(users.find("bob")).isInstanceOf(PasswordDatabase.Found.class);
        assertThat(users.find("ann")).isInstanceOf(PasswordDatabase.Found.class);
    }

    @Test
    void saysWhenTheFileCannotBeRead() {
        assertThat(new UsersFile(path).find("ann")).isInstanceOf(PasswordDatabase.Failed.class);
    }

    @Test
    void changesOneLineAndLeavesTheOthers() throws IOException {
        Files.writeString(
                path, "# staff\nann:{PLAIN}one:1000:1000::/home/ann:/bin/sh\nbob:{PLAIN}x\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
        var editor = new UsersFileEditor(path, Optional.empty());

        assertThat(editor.changePassword("ANN", "new")).isEqualTo(Result.DONE);
        assertThat(editor.delete("bob")).isEqualTo(Result.DONE);

        assertThat(Files.readAllLines(path))
                .hasSize(2)
                .startsWith("# staff")
                .last()
                .asString()
                .startsWith("ann:{ARGON2ID}")
                .endsWith(":1000:1000::/home/ann:/bin/sh");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void addsAUserOnceAndMakesTheFileForItsOwnerOnly() throws IOException {
        var editor = new UsersFileEditor(path, Optional.empty());

        assertThat(editor.add("Ann", "one")).isEqualTo(Result.DONE);
        assertThat(editor.add("ann", "two")).isEqualTo(Result.ALREADY_THERE);
        assertThat(editor.delete("eve")).isEqualTo(Result.NO_SUCH_USER);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }
}
