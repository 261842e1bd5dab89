// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.config.ConfigException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

final class TablesTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Tables tables = Tables.of("hash", Set.of(), _ -> {}, nanos::get);

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
                    static:OK                                | a         | OK
                    static:{554 go away}                     | a         | 554 go away
                    inline:{a=1, {b = 2 and 3}}              | b         | 2 and 3
                    inline:{a=1, {b = 2 and 3}}              | A         | 1
                    inline:{ a=1 }                           | c         | -
                    unionmap:{inline:{a=1},inline:{a=2}}     | a         | 1,2
                    unionmap:{inline:{a=1},inline:{b=2}}     | b         | 2
                    unionmap:{inline:{a=1},inline:{b=2}}     | c         | -
                    pipemap:{inline:{a=b},inline:{b=c}}      | a         | c
                    pipemap:{inline:{a=b},inline:{a=c}}      | a         | -
                    proxy:inline:{a=1}                       | a         | 1
                    randmap:{x}                              | a         | x
                    cidr:{{10.0.0.0/8 in},{::1 self}}        | 10.1.2.3  | in
                    cidr:{{10.0.0.0/8 in},{::1 self}}        | ::1       | self
                    cidr:{{!10.0.0.0/8 out}}                 | 11.0.0.1  | out
                    cidr:{{10.0.0.0/8 in}}                   | a.example | -
                    pcre:{{/^(a+)-(b)$/ $2${1}}}             | AA-b      | bAA
                    regexp:{{/^[[:alpha:]]{2}$/ two}}        | ab        | two
                    """)
    void finds(String spec, String key, String value) {
        Lookup expected = value == null ? Lookup.NOT_FOUND : new Lookup.Found(value);

        assertThat(tables.open(spec).find(key)).isEqualTo(expected);
    }

    /// Else a link to the file of somebody else would give his rights to what is written there.
    @Test
    void tellsToWhomBelongedWhatWasRead() throws IOException {
        Path file = Files.writeString(folder.resolve("map"), "a b\n");
        if (Files.getOwner(file).getName().equals("root")) {
            var users = file.getFileSystem().getUserPrincipalLookupService();
            Files.setOwner(file, users.lookupPrincipalByName("nobody"));
        }
        String owner = Files.getOwner(file).getName();
        LookupTable table = tables.open("texthash:" + file);

        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("/etc/passwd"));

        assertThat(table.owner()).contains(owner);
        assertThat(tables.open("inline:{a=b}").owner()).isEmpty();
    }

    @Test
    void readsNoPipe() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> tables.open("texthash:" + pipe))
                .withMessageContaining("cannot read " + pipe + ": it is no regular file");
    }

    @Test
    void failsWhereAMemberFails() {
        LookupTable table = tables.open("unionmap:{inline:{a=1},fail:down}");

        assertThat(table.find("a")).isEqualTo(new Lookup.Failed("fail:down"));
    }

    @Test
    void readsATextFile() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("map"),
                        """
                        # a comment
                        Alice@example.org   alice
                        bob@example.org bob,
                        # in a continuation
                           bert
                        "with blank"@ x
                        "with blank" y
                        alone
                        alice@example.org second
                        """);
        LookupTable table = tables.open("texthash:" + file);

        assertThat(table.find("alice@EXAMPLE.org")).isEqualTo(new Lookup.Found("alice"));
        assertThat(table.find("bob@example.org")).isEqualTo(new Lookup.Found("bob,   bert"));
        assertThat(table.find("with blank")).isEqualTo(new Lookup.Found("y"));
        assertThat(table.find("alone")).isEqualTo(Lookup.NOT_FOUND);
    }

    @Test
    void readsAnAliasFile() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("aliases"),
                        """
                        postmaster:root
                        list : "|/bin/cat", a@example.org
                        "odd: name": bob
                        """);
        String spec = "hash:" + file;
        LookupTable table =
                Tables.of("hash", Set.of("proxy:" + spec), _ -> {}).open("proxy:" + spec);

        assertThat(table.find("postmaster")).isEqualTo(new Lookup.Found("root"));
        assertThat(table.find("list")).isEqualTo(new Lookup.Found("\"|/bin/cat\", a@example.org"));
        assertThat(table.find("odd: name")).isEqualTo(new Lookup.Found("bob"));
    }

    @Test
    void readsTheMembersOfOtherTablesAsAliasesToo() throws IOException {
        Path file = Files.writeString(folder.resolve("aliases"), "postmaster: root\n");
        String spec = "unionmap:{proxy:hash:" + file + ", inline:{a=b}}";

        LookupTable table = Tables.of("hash", Set.of(spec), _ -> {}).open(spec);

        assertThat(table.find("postmaster")).isEqualTo(new Lookup.Found("root"));
    }

    @Test
    void followsItsFile() throws IOException {
        Path file = Files.writeString(folder.resolve("map"), "a 1\n");
        LookupTable table = tables.open("hash:" + file);

        Files.writeString(file, "a 23\n");
        assertThat(table.find("a")).as("within a second").isEqualTo(new Lookup.Found("1"));
        pass();
        table.find("a");
        pass();
        assertThat(table.find("a")).isEqualTo(new Lookup.Found("23"));

        Files.delete(file);
        pass();
        assertThat(table.find("a"))
                .isEqualTo(
                        new Lookup.Failed(
                                "hash:%s: cannot read %s: there is no such file"
                                        .formatted(file, file)));

        Files.writeString(file, "a 4\n");
        pass();
        table.find("a");
        pass();
        assertThat(table.find("a")).isEqualTo(new Lookup.Found("4"));
    }

    @Test
    void waitsUntilNobodyWritesItsFile() throws IOException {
        Path file = Files.writeString(folder.resolve("map"), "a 1\nb 1\n");
        LookupTable table = tables.open("hash:" + file);

        write(file, "a 2\n", Instant.now().plusSeconds(3600));
        pass();
        assertThat(table.find("b")).as("half of it").isEqualTo(new Lookup.Found("1"));
        write(file, "a 2\nb 23\n", Instant.now().plusSeconds(3600));
        pass();
        assertThat(table.find("b")).as("just written").isEqualTo(new Lookup.Found("1"));
        pass();
        assertThat(table.find("b")).isEqualTo(new Lookup.Found("23"));
    }

    @Test
    void takesAtOnceWhatWasWrittenLongAgo() throws IOException {
        Path file = Files.writeString(folder.resolve("map"), "a 1\n");
        LookupTable table = tables.open("hash:" + file);

        write(file, "a 23\n", Instant.now().minusSeconds(60));
        pass();

        assertThat(table.find("a")).isEqualTo(new Lookup.Found("23"));
    }

    private static void write(Path file, String text, Instant time) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(time));
    }

    @Test
    void knowsTheUsersOfTheSystem() {
        LookupTable users = tables.open("unix:passwd.byname");

        assertThat(users.find("root")).isInstanceOf(Lookup.Found.class);
        assertThat(users.find("nobody-of-that-name")).isEqualTo(Lookup.NOT_FOUND);
    }

    @Test
    void opensATableOnce() {
        assertThat(tables.open("static:a")).isSameAs(tables.open("static:a"));
    }

    @Test
    void takesOtherTypes() {
        Tables more = tables.with("passdb", (spec, name, _) -> new StaticTable(spec, name));

        assertThat(more.open("passdb:x").find("a")).isEqualTo(new Lookup.Found("x"));
    }

    @Test
    void namesTheTypesThereAre() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> tables.open("frob:/etc/aliases"))
                .withMessage(
                        "there is no table type \"frob\"; there are btree, cdb, cidr, dbm, fail,"
                            + " hash, inline, ldap, lmdb, mysql, pcre, pgsql, pipemap, proxy,"
                            + " randmap, regexp, sdbm, socketmap, sqlite, static, tcp, texthash,"
                            + " unionmap, unix");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        Path file = folder.resolve("nothing");

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> tables.open("hash:" + file))
                .withMessage(
                        "cannot read %s: there is no such file: create the file or make it"
                                        .formatted(file)
                                + " readable, or take the table out of the list");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    inline:{a}     | expected key=value, not "a"
                    inline:a=b     | inline:a=b: expected type:{one, two, ...}
                    unionmap:{}    | unionmap:{}: expected type:{one, two, ...}
                    unix:passwd    | unix:passwd: expected unix:passwd.byname or unix:group.byname
                    hash:          | hash:: expected type:/path/of/a/file
                    """)
    void refuses(String spec, String message) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> tables.open(spec))
                .withMessage(message);
    }

    private void pass() {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    }
}
