// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.archive;

import org.mailroom.core.message.MessageContent;
import org.mailroom.storage.NewMessage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Reads a Maildir, and those inside it that are its folders (`.Sent.2026`).
record MaildirReader(Path maildir) {
    static final String KEYWORDS = "dovecot-keywords";

    /// Whether there are mails in `cur`, and not a folder of that name beside mbox files. In zip
    /// files an empty `new` is often missing.
    static boolean isMaildir(Path directory) throws IOException {
        if (!Files.isDirectory(directory.resolve("cur"))) {
            return false;
        }
        for (Path file : MboxTree.entries(directory)) {
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && FileRange.startsWith(file, "From ")) {
                return false;
            }
        }
        return true;
    }

    void read(String folder, MailSink sink) throws IOException {
        List<String> keywords = keywords();
        for (String part : List.of("cur", "new")) {
            for (Path file : files(maildir.resolve(part))) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    sink.accept(folder, message(file, keywords));
                }
            }
        }
        for (Path child : files(maildir)) {
            String name = String.valueOf(child.getFileName());
            if (name.startsWith(".") && !Files.isSymbolicLink(child) && isMaildir(child)) {
                String path = Folders.decoded(name.substring(1)).replace('.', '/');
                new MaildirReader(child).read(Folders.below(folder, path), sink);
            }
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private static NewMessage message(Path file, List<String> keywords) throws IOException {
        return new NewMessage(
                LineEnds.of(new WholeFile(file)),
                MaildirFlags.parse(String.valueOf(file.getFileName()), keywords),
                Files.getLastModifiedTime(file).toInstant());
    }

    // Lines as "0 $Label1"
    private List<String> keywords() throws IOException {
        List<String> keywords = new ArrayList<>();
        Path file = maildir.resolve(KEYWORDS);
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            for (String line : Files.readAllLines(file)) {
                keywords.add(line.substring(line.indexOf(' ') + 1).strip());
            }
        }
        return keywords;
    }

    /// A file as it is.
    record WholeFile(Path file) implements MessageContent {
        @Override
        public long octets() {
            return file.toFile().length();
        }

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }
    }
}
