// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.Tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/// Tables of which nothing is left but the file that Postfix's postmap has made.
@Tag("interop")
class LmdbTest {
    @RegisterExtension final TestServer server = new TestServer();
    private Path text;

    @BeforeEach
    void configurePostfix() throws IOException {
        Path theirs = Files.createDirectories(server.folder().resolve("postfix"));
        Files.writeString(theirs.resolve("main.cf"), "compatibility_level = 3.6\n");
        text = server.folder().resolve("aliases-of-postfix");
    }

    /// As somebody does who has only `TABLE.lmdb` in his backup.
    private void make(String lines) throws Exception {
        Files.writeString(text, lines);
        server.program("postmap", "postfix-lmdb")
                .with("-c", server.folder().resolve("postfix").toString())
                .run("lmdb:" + text);
        Files.delete(text);
    }

    private LookupTable open() {
        return Tables.of("hash", Set.of(), _ -> {}).open("lmdb:" + text);
    }

    @Test
    void deliversByWhatPostfixHasMade() throws Exception {
        make("sales@example.org u1@example.org\n");
        server.restart("virtual_alias_maps = lmdb:%s\n".formatted(text));

        server.program("swaks", "swaks")
                .with("--server", "localhost", "--port", String.valueOf(server.port("smtp")))
                .run("--from", "a@client.test", "--to", "Sales@example.org");

        Path inbox = server.folder().resolve("mail/u1");
        await().until(() -> Files.exists(inbox) && Files.size(inbox) > 0);
    }

    @Test
    void findsEachOfManyEntries() throws Exception {
        var lines = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            lines.append("Key").append(i).append(" value ").append(i).append('\n');
        }
        make(lines.toString());

        LookupTable table = open();

        assertThat(table.listing().orElseThrow()).hasSize(20_000);
        assertThat(table.find("key19999")).isEqualTo(new Lookup.Found("value 19999"));
        assertThat(table.find("KEY7")).isEqualTo(new Lookup.Found("value 7"));
        assertThat(table.find("key20000")).isEqualTo(Lookup.NOT_FOUND);
    }

    @Test
    void seesWhatPostmapHasReplaced() throws Exception {
        make("a before\n");
        LookupTable table = open();
        assertThat(table.find("a")).isEqualTo(new Lookup.Found("before"));

        make("a after\nb new\n");

        await().until(() -> table.find("a").equals(new Lookup.Found("after")));
        assertThat(table.find("b")).isEqualTo(new Lookup.Found("new"));
    }

    @Test
    void readsTheTextWhereItIsThere() throws Exception {
        make("a made\n");
        Files.writeString(text, "a text\n");

        assertThat(open().find("a")).isEqualTo(new Lookup.Found("text"));
    }

    @Test
    void saysThatAFileIsOfAnotherKind() throws Exception {
        Files.writeString(Path.of(text + ".lmdb"), "no table at all".repeat(1000));

        assertThatThrownBy(this::open)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(text + ".lmdb: MDB_INVALID: File is not an LMDB file");
    }
}
