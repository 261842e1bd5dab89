// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Thunderbird sets up accounts as its own account setup does, sends, reads and tidies up.
@Tag("interop")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class ThunderbirdTest {
    private static final String SENT = ".\\r\\n..dots\\r\\nFrom here on\\r\\nGr\u00fc\u00dfe\\r\\n";

    @RegisterExtension final TestServer server = new TestServer();

    @Test
    void worksOverImap() throws Exception {
        server.deliver("u0", "first");
        try (var thunderbird = new Thunderbird(server, "thunderbird-imap")) {
            thunderbird.run(
                    """
                    await createAccount("u0",
                        {type: "imap", port: %d, socketType: STARTTLS},
                        {port: %d, socketType: STARTTLS});
                    """,
                    server.port("imap"), server.port("submission"));

            findsFoldersAndMail(thunderbird);
            sendsKeepsAndIsTold(thunderbird);
            flagsCopiesMovesAndDeletes(thunderbird);

            assertThat(thunderbird.log())
                    .contains("uid copy", "uid move", "IDLE", "append \"Sent\"")
                    .doesNotContain(" BAD ");
        }
    }

    private void findsFoldersAndMail(Thunderbird thunderbird) throws Exception {
        String body = thunderbird.run("return await read(await found('INBOX', 'first'));");
        String folders =
                thunderbird.run(
                        "return await until('folders', () => folders().includes('Trash') &&"
                                + " folders());");

        Letter.assertWhole(body);
        assertThat(folders)
                .contains("Archives: Archive", "Drafts: Drafts", "Inbox: Inbox")
                .contains("Sent: SentMail", "Spam: Junk", "Trash: Trash");
    }

    private void sendsKeepsAndIsTold(Thunderbird thunderbird) throws Exception {
        thunderbird.run("await send('u0', 'u0@example.org', 'Gr\u00fc\u00dfe', '%s');", SENT);
        thunderbird.run("await found('Sent', 'Gr\u00fc\u00dfe');");
        String received =
                thunderbird.run("return await read(await arrived('INBOX', 'Gr\u00fc\u00dfe'));");

        Letter.assertWhole(received);
        assertThat(server.folder("u0", "Sent").subjects()).containsExactly("Gr\u00fc\u00dfe");
        server.deliver("u0", "told by IDLE");
        thunderbird.run("await arrived('INBOX', 'told by IDLE');");
    }

    private void flagsCopiesMovesAndDeletes(Thunderbird thunderbird) throws Exception {
        thunderbird.run(
                """
                const first = await found("INBOX", "first");
                first.folder.markMessagesRead([first], true);
                first.folder.markMessagesFlagged([first], true);
                first.folder.addKeywordsToMessages([first], "$label1");
                folder("").createSubfolder("Pl\u00e4ne", null);
                const made = await until("the folder", () => folder("").getChildNamed("Pl\u00e4ne"));
                const path = made.URI.slice(server("imap").serverURI.length + 1);
                await copy(first, path);
                await found(path, "first");
                await copy(await found("INBOX", "told by IDLE"), "Archive", true);
                await remove(await found("INBOX", "Gr\u00fc\u00dfe"));
                await found("Trash", "Gr\u00fc\u00dfe");
                """);

        await().atMost(TestServer.PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(server.inbox("u0").flags())
                                        .containsExactly(Set.of("\\Seen", "\\Flagged", "$label1")));
        assertThat(server.inbox("u0").subjects()).containsExactly("first");
        assertThat(server.folder("u0", "Pl\u00e4ne").subjects()).containsExactly("first");
        assertThat(server.folder("u0", "Archive").subjects()).containsExactly("told by IDLE");
        assertThat(server.folder("u0", "Trash").subjects()).containsExactly("Gr\u00fc\u00dfe");
    }

    @Test
    void worksOverPop3() throws Exception {
        server.deliver("u1", "first", "second");
        try (var thunderbird = new Thunderbird(server, "thunderbird-pop3")) {
            thunderbird.run(
                    """
                    await createAccount("u1",
                        {type: "pop3", port: %d, socketType: TLS, leaveMessagesOnServer: false},
                        {port: %d, socketType: TLS});
                    server("pop3").getNewMessages(folder("Inbox", "pop3"), null, null);
                    """,
                    server.port("pop3s"), server.port("submissions"));

            String message =
                    thunderbird.run(
                            """
                            return await read(await until("second", () =>
                                find("Inbox", "second", "pop3")));
                            """);
            thunderbird.run("await send('u1', 'u2@example.org', 'by Thunderbird', '%s');", SENT);

            Letter.assertWhole(message);
            server.awaitSubjects("u1", "INBOX");
            server.awaitSubjects("u2", "INBOX", "by Thunderbird");
            assertThat(thunderbird.log()).contains("UIDL", "RETR 2", "DELE 2", "AUTH PLAIN");
        }
    }
}
