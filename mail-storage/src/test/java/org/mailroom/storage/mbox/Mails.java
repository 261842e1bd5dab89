// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mbox;

import org.mailroom.core.message.MessageContent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Messages for tests: real ones, and ones that are hard on an mbox file.
public final class Mails {
    private static final Path CORPUS = Path.of("src/test/resources/corpus");

    private Mails() {}

    public static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    public static MessageContent content(String text) {
        return MessageContent.of(octets(text));
    }

    public static String text(MessageContent content) {
        try (var in = content.open()) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Real messages as they arrive by SMTP: with CRLF line ends, without the `From ` line that
    /// some have in the corpus.
    public static List<String> corpus() {
        return corpus(CORPUS);
    }

    static List<String> corpus(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".eml"))
                    .sorted()
                    .map(Mails::arrived)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String arrived(Path file) {
        try {
            byte[] octets = Files.readAllBytes(file);
            var crlf = new ByteArrayOutputStream();
            for (int i = 0; i < octets.length; i++) {
                if (octets[i] == '\n' && (i == 0 || octets[i - 1] != '\r')) {
                    crlf.write('\r');
                }
                crlf.write(octets[i]);
            }
            String text = crlf.toString(StandardCharsets.ISO_8859_1);
            return text.startsWith("From ") ? text.substring(text.indexOf('\n') + 1) : text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What a plain mbox file would lose or misread.
    public static List<String> nasty() {
        String header = "Subject: x\r\n";
        String from = "From a@b.example Mon Nov 23 10:00:00 2026\r\n";
        return List.of(
                "",
                "\r\n",
                "\r\n\r\n",
                "x",
                "\n".replace("\n", "\r\n\r\n\r\n"),
                header,
                header + "\r\n",
                header.strip(),
                header + "\r\nbody",
                header + "\r\nbody\r\n",
                header + "\r\nbody\r\n\r\n",
                header + "\r\nbody\r\n\r\n\r\n\r\n",
                header + "\r\n\r\n\r\nbody",
                "no header at all\r\nbut text\r\n",
                "\r\nbody without header\r\n",
                " folded first line\r\n\r\nbody\r\n",
                header + "\r\n" + from + "text\r\n",
                header + "\r\n\r\n" + from + "text\r\n\r\n" + from,
                header + "\r\n>" + from + ">>" + from + ">>>>" + from,
                header + "\r\nFrom here to there\r\n>From there\r\n From x\r\n> From y\r\n",
                header + "\r\n\r\nFrom ",
                header + "\r\nFrom",
                header + "\r\n\r\n>From ",
                from + header + "\r\nbody\r\n",
                header + from + "\r\nbody\r\n",
                header + ">" + from + "\r\nbody\r\n",
                header + "\r\n" + ">".repeat(998) + from,
                header + "\r\n" + ">".repeat(999) + from,
                header + "\r\n" + ">".repeat(1000) + from,
                header + "\r\n" + ">".repeat(1001) + from,
                header + "\r\n" + ">".repeat(1002) + "\r\n" + ">".repeat(5000) + from,
                "Status: RO\r\n" + header + "\r\nbody\r\n",
                "status: RO\r\nX-STATUS: DAFT\r\nX-Keywords: a b\r\nX-UID: 7\r\n\r\nbody\r\n",
                "X-IMAPbase: 1 2\r\nX-IMAP: 3 4\r\nContent-Length: 0\r\n\r\nbody\r\n",
                "Status : RO\r\nX-UID\t:\t9\r\n\r\nbody\r\n",
                "Status: R\r\n folded\r\n\tagain\r\n" + header + "\r\nbody\r\n",
                "Status: RO\r\n",
                "Status: RO",
                "Status:",
                "X-UID: 1\r\nX-UID: 2\r\n\r\nStatus: RO\r\nX-UID: 3\r\n",
                "X-Mailroom: v=1; quoted; crc=00000000\r\n\r\nbody\r\n",
                "X-Mailroom-Was: Status: RO\r\n\r\nbody\r\n",
                "X-Mailroom-Was: \r\nX-Mailroom\r\nx-mailroomy: 1\r\n\r\n>From x\r\n",
                header + "Statusx: RO\r\nX-UIDx: 1\r\nX-Stat\r\n\r\n",
                header + "\r\nX-Mailroom: v=1; noeol; crc=00000000\r\n",
                header + "\r\nstray\r\r\nCR\r\r\r\n\r\r\nalso\r\r\n",
                "A: b\r\n\r\r\nC: d\r\n\r\nbody\r\n",
                "A: b\r\r\n\r\nbody\r\n",
                header + "\r\nbare \r CR \r\rand at the end\r",
                header + "\r\n" + "long".repeat(50_000) + "\r\n",
                header + "\r\n" + "long".repeat(50_000),
                "X: " + "long".repeat(50_000) + "\r\nStatus: y\r\n\r\n",
                header + "\r\n" + "\r".repeat(70_000) + "\r\n",
                header + "\r\n" + "x".repeat(32 * 1024 - 15) + "\r\r\nFrom x\r\n",
                header + "\r\n8-bit \u00e4\u00f6\u00fc\u00ff\u0080\r\n");
    }
}
