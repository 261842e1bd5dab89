// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.account.UsersFileEditor.Result;
import org.mailroom.core.log.LogCapture;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

class UsersFileTest {
    @TempDir Path folder;
    private final AtomicLong nanos = new AtomicLong();
    private Path path;

    @BeforeEach
    void path() {
        path = folder.resolve("users");
    }

    // Until the file has been the same in two looks
    private void waitFor(UsersFile users) {
        for (int look = 0; look < 2; look++) {
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            users.find("ann");
        }
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
        var users = new UsersFile(path, nanos::get);
        users.find("ann");

        new UsersFileEditor(path, Optional.empty()).add("bob", "two");
        waitFor(users);

        assertThat(users.find("bob")).isInstanceOf(PasswordDatabase.Found.class);
        assertThat(users.find("ann")).isInstanceOf(PasswordDatabase.Found.class);
    }

    @Test
    void keepsItsAccountsWhileItCannotBeReadAndSaysSoOnce() throws IOException {
        Files.writeString(path, "ann:{PLAIN}one\n");
        var users = new UsersFile(path, nanos::get);

        try (var log = new LogCapture(UsersFile.class.getPackage())) {
            Files.delete(path);
            waitFor(users);
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
        waitFor(users);
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
        var users = new UsersFile(path, nanos::get);

        assertThat(users.scram()).containsExactly(ScramHash.SHA_256);

        Files.writeString(path, Files.readString(path) + "cat:{SSHA}SWdNwI9zrKBmRo5SG0mvNQtp\n");
        waitFor(users);

        assertThat(users.scram()).isEmpty();
    }

    @Test
    void tellsWhichLinesItDoesNotUse() throws IOException {
        Files.writeString(path, "# staff\nann:plain\nb\n:{PLAIN}x\nbob:{PLAIN}x\n");

        assertThat(UsersFile.faults(path))
                .containsExactly(
                        path
                                + ", line 2: expected {SCHEME} and a password hash: nobody can log"
                                + " in with that",
                        path + ", line 3: expected user:{SCHEME}hash: the line is not used",
                        path + ", line 4: not an account name: the line is not used");
    }

    @Test
    void tellsOfAUserWhoIsThereTwice() throws IOException {
        Files.writeString(path, "ann:{PLAIN}one\nbob:{PLAIN}x\nAnn:{PLAIN}two\n");

        assertThat(UsersFile.faults(path))
                .containsExactly(
                        path + ", line 3: Ann has a line before this one: only this one counts");
        var found = (PasswordDatabase.Found) new UsersFile(path).find("ann");
        assertThat(found.password().matches("two")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{MD5-CRYPT}$1$abc$def",
                "",
                "*",
                "!$6$salt$x",
                "*::::::scram_sha_1=4096,MDEyMzQ1Njc4OWFiY2RlZg==,"
                        + "ZnqDkbqfwR2KKV/RA37Ut+cv+dg=,XH6+sRFySz39hhtQA1fE+aOQl/U=",
                "{PLAIN}x::::::scram_sha_1=nonsense",
                "{ARGON2ID}$argon2id$v=19$m=9999999,t=3,p=1$c2FsdHNhbHRzYWx0$RGrC2kghhmdFPTu+VWYImM"
            })
    void keepsTheNameOfAUserWhosePasswordCannotBeRead(String rest) throws IOException {
        Files.writeString(path, "ann:" + rest + "\nbob:{PLAIN}two\n");
        var users = new UsersFile(path);

        assertThat(users.find("ann"))
                .isInstanceOfSatisfying(
                        PasswordDatabase.Found.class,
                        found -> {
                            assertThat(found.password().matches("x")).isFalse();
                            assertThat(found.password().matches("")).isFalse();
                            assertThat(found.password().terms(ScramHash.SHA_1)).isEmpty();
                        });
        assertThat(users.scram()).containsExactlyInAnyOrder(ScramHash.values());
        assertThat(UsersFile.faults(path))
                .singleElement(STRING)
                .startsWith(path + ", line 1: ")
                .endsWith(": nobody can log in with that");
    }

    @Test
    void mendsAPasswordThatCannotBeRead() throws IOException {
        Files.writeString(path, "ann:{MD5-CRYPT}$1$abc$def:1000:1000::/home/ann::\n");

        new UsersFileEditor(path, Optional.empty()).changePassword("ann", "new");

        var found = (PasswordDatabase.Found) new UsersFile(path).find("ann");
        assertThat(found.password().matches("new")).isTrue();
        assertThat(UsersFile.faults(path)).isEmpty();
    }

    @Test
    void readsNoFileThatSomebodyIsStillWriting() throws IOException {
        Files.writeString(path, "ann:{PLAIN}one\nbob:{PLAIN}two\n");
        var users = new UsersFile(path, nanos::get);

        Files.writeString(path, "ann:{PLAIN}one\n");
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());

        assertThat(users.find("bob")).isInstanceOf(PasswordDatabase.Found.class);
        waitFor(users);
        assertThat(users.find("bob")).isInstanceOf(PasswordDatabase.NotFound.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    allow_nets=192.0.2.0/24,2001:db8::/32 | 192.0.2.9   | true
                    allow_nets=192.0.2.0/24,2001:db8::/32 | 2001:db8::1 | true
                    allow_nets=192.0.2.0/24,2001:db8::/32 | 198.51.100.1 | false
                    a=b allow_nets=198.51.100.1           | 198.51.100.1 | true
                    allow_nets=local                      | 127.0.0.1   | false
                    allow_nets=                           | 127.0.0.1   | false
                    allow_nets=office                     | 127.0.0.1   | false
                    userdb_allow_nets=192.0.2.1           | 127.0.0.1   | true
                    """)
    void letsAUserInFromItsNetworksOnly(String fields, String client, boolean admitted)
            throws IOException {
        Files.writeString(path, "ann:{PLAIN}one::::::" + fields + "\n");

        var found = (PasswordDatabase.Found) new UsersFile(path).find("ann");

        assertThat(found.password().admits(InetAddress.ofLiteral(client))).isEqualTo(admitted);
    }

    @Test
    void tellsWhichRestrictionsItDoesNotObey() throws IOException {
        Files.writeString(
                path,
                """
                ann:{PLAIN}one::::::nologin reason=moved allow_nets=::1,local
                bob:{PLAIN}two::::::proxy=y host=192.0.2.1 userdb_mail=x delay_until=9
                cat:{PLAIN}two::::::allow_nets=office fail
                """);

        assertThat(UsersFile.faults(path))
                .containsExactly(
                        path + ", line 2: proxy has no effect: expected allow_nets or nologin",
                        path + ", line 2: host has no effect: expected allow_nets or nologin",
                        path
                                + ", line 2: delay_until has no effect: expected allow_nets or"
                                + " nologin",
                        path
                                + ", line 3: allow_nets: 'office' lets nobody in: expected"
                                + " 192.0.2.0/24 or 2001:db8::/32",
                        path + ", line 3: fail has no effect: expected allow_nets or nologin");
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
