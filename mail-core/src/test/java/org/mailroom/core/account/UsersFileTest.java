// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.account.UsersFileEditor.Result;
import org.mailroom.core.log.LogCapture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

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
    void keepsItsAccountsWhileItCannotBeReadAndSaysSoOnce() throws IOException {
        Files.writeString(path, "ann:{PLAIN}one\n");
        var users = UsersFile.read(path);

        try (var log = new LogCapture(UsersFile.class.getPackage())) {
            Files.delete(path);
            assertThat(users.find("ann")).isInstanceOf(PasswordDatabase.Found.class);
            assertThat(users.find("eve")).isInstanceOf(PasswordDatabase.NotFound.class);
            assertThat(users.scram()).containsExactlyInAnyOrder(ScramHash.values());
            assertThat(log.messages())
                    .containsExactly(
                            "cannot read %s: there is no such file: its accounts stay those that it"
                                            .formatted(path)
                                    + " had");
        }

        Files.writeString(path, "bob:{PLAIN}two\n");
        assertThat(users.find("ann")).isInstanceOf(PasswordDatabase.NotFound.class);
        assertThat(users.find("bob")).isInstanceOf(PasswordDatabase.Found.class);
    }

    @Test
    void saysWhenTheFileCannotBeRead() {
        assertThat(new UsersFile(path).find("ann")).isInstanceOf(PasswordDatabase.Failed.class);
    }

    @Test
    void changesOneLineAndLeavesTheOthers() throws IOException {
        Files.writeString(
                path, "# staff\nann:{PLAIN}one:1000:1000::/home/ann:/bin/sh:a=b\nbob:{PLAIN}x\n");
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
                .contains(":1000:1000::/home/ann:/bin/sh:a=b scram_sha_256=15000,");
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

    @Test
    void makesKeysOfScramWithEachPasswordAndAgainWithTheNext() throws IOException {
        var editor = new UsersFileEditor(path, Optional.empty());
        editor.add("ann", "one");
        editor.changePassword("ann", "two");

        assertThat(Files.readString(path)).containsOnlyOnce("scram_sha_256=");
        assertThat(new UsersFile(path).scram()).containsExactlyInAnyOrder(ScramHash.values());
        var found = (PasswordDatabase.Found) new UsersFile(path).find("ann");
        ScramTerms terms = found.password().terms(ScramHash.SHA_1).orElseThrow();
        assertThat(found.password().scram(ScramHash.SHA_1, terms))
                .contains(ScramHash.SHA_1.salted("two", terms).keys(terms));
    }

    @Test
    void hasScramOnlyWhereAllUsersHave() throws IOException {
        ScramKeys keys = ScramKeys.of(ScramHash.SHA_256, "one");
        Files.writeString(path, "ann:{SCRAM-SHA-256}" + keys.text() + "\nbob:{PLAIN}two\n");
        var users = new UsersFile(path);

        assertThat(users.scram()).containsExactly(ScramHash.SHA_256);

        Files.writeString(path, Files.readString(path) + "cat:{SSHA}SWdNwI9zrKBmRo5SG0mvNQtp\n");

        assertThat(users.scram()).isEmpty();
    }

    @Test
    void tellsWhichLinesItDoesNotUse() throws IOException {
        Files.write(path, "# staff\nann:plain\nb\n:{PLAIN}x\nbob:{PLAIN}x\n".getBytes(UTF_8));

        assertThat(new UsersFile(path).faults())
                .containsExactly(
                        path
                                + ", line 2: expected {SCHEME} and a password hash: the line is not"
                                + " used",
                        path + ", line 3: expected user:{SCHEME}hash: the line is not used",
                        path + ", line 4: not an account name: the line is not used");
    }

    @Test
    void locksNobodyOutForACommentInAnotherEncoding() throws IOException {
        Files.write(path, "# J\u00fcrgen\nann:{PLAIN}one\n".getBytes(ISO_8859_1));

        assertThat(new UsersFile(path).accounts()).containsExactly(new Account("ann"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"b:ob", "a/b", ".hidden", "", "#ann", "a\nb"})
    void refusesNamesThatCannotStandInTheFile(String name) {
        assertThat(UsersFileEditor.canBeWritten(name)).isFalse();
    }
}
