// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// mbsync keeps a tree of folders the same on both sides: messages, flags, deletions.
@Tag("interop")
class MbsyncTest {
    @RegisterExtension final TestServer server = new TestServer();
    private Program mbsync;
    private Path near;

    @BeforeEach
    void writeSettings() throws IOException {
        near = Files.createDirectory(server.folder().resolve("near"));
        String settings =
                """
                IMAPStore far
                Host localhost
                Port %d
                User u1
                Pass pass
                SSLType STARTTLS
                CertificateFile %s

                MaildirStore near
                Path %s/
                Inbox %3$s/INBOX
                SubFolders Verbatim

                Channel all
                Far :far:
                Near :near:
                Patterns *
                Create Both
                Expunge Both
                SyncState *
                """
                        .formatted(server.port("imap"), server.certificate(), near);
        mbsync =
                server.program("mbsync", "isync")
                        .with("--config", server.write("mbsyncrc", settings));
    }

    @Test
    void bringsMailHome() throws Exception {
        server.deliver("u1", "first", "second");

        sync();

        assertThat(mail("INBOX")).hasSize(2);
        for (Path file : mail("INBOX")) {
            Letter.assertWhole(
                    Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1));
        }
        assertThat(near.resolve("Sent/cur")).isDirectory();
    }

    @Test
    void carriesANewTreeOfFoldersAway() throws Exception {
        put("Work", "of work");
        put("Work/Pl&AOQ-ne", "a plan");

        sync();

        assertThat(server.folder("u1", "Work").subjects()).containsExactly("of work");
        assertThat(server.folder("u1", "Work/Pl\u00e4ne").subjects()).containsExactly("a plan");
        assertThat(server.folder("u1", "Work/Pl\u00e4ne").messages())
                .allSatisfy(Letter::assertWhole);
    }

    @Test
    void carriesFlagsAndDeletionsBothWays() throws Exception {
        server.deliver("u1", "first", "second");
        sync();

        Path first = mail("INBOX").getFirst();
        Files.move(
                first, near.resolve("INBOX/cur/" + name(first).replaceAll(":2,.*", "") + ":2,FS"));
        sync();
        assertThat(server.inbox("u1").flags())
                .containsExactly(Set.of("\\Flagged", "\\Seen"), Set.of());

        server.program("curl", "curl")
                .with("-sS", "--cacert", server.certificate(), "--user", "u1:pass")
                .run(
                        "imaps://" + server.at("imaps") + "/INBOX",
                        "-X",
                        "STORE 2 +FLAGS (\\Answered)");
        sync();
        assertThat(mail("INBOX")).anyMatch(file -> name(file).endsWith(":2,R"));

        Files.delete(near.resolve("INBOX/cur").resolve(flagged()));
        sync();
        assertThat(server.inbox("u1").subjects()).containsExactly("second");
    }

    private Path flagged() throws IOException {
        return mail("INBOX").stream().filter(f -> name(f).endsWith("FS")).findFirst().orElseThrow();
    }

    private void sync() throws Exception {
        mbsync.run("--all");
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    /// The messages of a folder on the near side, in the order of their names.
    private List<Path> mail(String folder) throws IOException {
        try (Stream<Path> cur = Files.list(near.resolve(folder).resolve("cur"));
                Stream<Path> fresh = Files.list(near.resolve(folder).resolve("new"))) {
            return Stream.concat(cur, fresh).sorted().toList();
        }
    }

    private void put(String folder, String subject) throws IOException {
        Path at = near.resolve(folder);
        for (String part : List.of("cur", "new", "tmp")) {
            Files.createDirectories(at.resolve(part));
        }
        Files.writeString(at.resolve("new/1.a.b"), Letter.text(subject).replace("\r\n", "\n"));
    }
}
