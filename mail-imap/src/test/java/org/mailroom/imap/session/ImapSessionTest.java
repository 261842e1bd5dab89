// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.imap.summary.MessageSummarizer;
import org.mailroom.imap.summary.MessageTextExtractor;
import org.mailroom.storage.store.MboxStore;
import org.mailroom.storage.store.StoreSettings;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/// What transcripts cannot show of an IMAP session: what it does when the machine fails.
class ImapSessionTest {
    private static final int FAR_MORE_THAN_STAYS_IN_MEMORY = 500_000;

    @TempDir Path folder;

    @Test
    void neverTakesAMessageForCommandsWhereThereIsNoRoomForIt() throws IOException {
        Path noFolder = Files.createFile(folder.resolve("file")).resolve("scratch");
        String attack = "x CREATE stolen\r\n";
        String message = attack.repeat(FAR_MORE_THAN_STAYS_IN_MEMORY / attack.length());

        String said =
                said(
                        ImapFixture.settings(noFolder),
                        "a LOGIN demo secret\r\n"
                                + "b APPEND INBOX {%d+}\r\n".formatted(message.length())
                                + message
                                + "\r\nc LIST \"\" stolen\r\nd LOGOUT\r\n");

        assertThat(said)
                .containsPattern("b NO \\[SERVERBUG] .*\r\nc OK ")
                .doesNotContain("x OK", "* LIST");
    }

    /// All that the server says to these commands, until it hangs up.
    private String said(ImapSettings settings, String commands) throws IOException {
        var storage =
                StoreSettings.in(
                        folder.resolve("spool"),
                        folder.resolve("virtual"),
                        folder.resolve("folders"),
                        folder.resolve("index"));
        try (var store =
                        MboxStore.open(
                                storage,
                                new MessageSummarizer(),
                                new MessageTextExtractor(),
                                InstantSource.system());
                var server = new ImapFixture(folder, store, settings, 0);
                var socket = new Socket()) {
            socket.setSoTimeout(10_000);
            socket.connect(server.address());
            socket.getOutputStream().write(commands.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
