// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.archive;

import org.mailroom.core.message.MessageContent;
import org.mailroom.storage.ModifiedUtf7;
import org.mailroom.storage.NewMessage;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// A Maildir, with folders as Maildir++ has them. Files have the line ends of this machine, but for
/// messages that would not come back from it as they are.
final class MaildirWriter implements ArchiveWriter {
    private final Path root;
    private Path directory;
    private final List<String> keywords = new ArrayList<>();
    private final Set<String> leftOut = new HashSet<>();
    private final Consumer<String> sayLeftOut;
    private int number;

    MaildirWriter(Path root, Consumer<String> sayLeftOut) throws IOException {
        this.root = root;
        this.sayLeftOut = sayLeftOut;
        this.directory = root;
        make();
    }

    private void make() throws IOException {
        for (String part : List.of("cur", "new", "tmp")) {
            PrivateFiles.createDirectories(directory.resolve(part));
        }
    }

    @Override
    public void folder(String name) throws IOException {
        writeKeywords();
        keywords.clear();
        leftOut.clear();
        if (name.equals("INBOX") || name.isEmpty()) {
            directory = root;
        } else {
            directory = root.resolve("." + encoded(name));
            make();
            PrivateFiles.create(directory.resolve("maildirfolder")).close();
        }
    }

    /// A dot parts levels in a Maildir and can stand in no name.
    private String encoded(String name) {
        String encoded = ModifiedUtf7.encode(name.replace('.', '_').replace('/', '.'));
        while (Files.exists(root.resolve("." + encoded))) {
            encoded += "_";
        }
        return encoded;
    }

    @Override
    public void write(NewMessage message) throws IOException {
        number++;
        String name =
                "%d.M%06dQ%d.mailroom%s"
                        .formatted(
                                message.internalDate().getEpochSecond(),
                                number % 1_000_000,
                                number,
                                MaildirFlags.suffix(message.flags(), keywords));
        MaildirFlags.withoutLetter(message.flags(), keywords)
                .filter(leftOut::add)
                .forEach(sayLeftOut);
        Path file = directory.resolve("cur").resolve(name);
        try (OutputStream out = PrivateFiles.create(file)) {
            if (comesBack(message.content())) {
                copyLines(message.content(), out);
            } else {
                try (InputStream in = message.content().open()) {
                    in.transferTo(out);
                }
            }
        }
        Files.setLastModifiedTime(file, FileTime.from(message.internalDate()));
    }

    /// Whether each LF has one CR before it.
    private static boolean comesBack(MessageContent content) throws IOException {
        try (var in = new BufferedInputStream(content.open())) {
            int before = 0;
            int last = 0;
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                if (octet == '\n' && (last != '\r' || before == '\r')) {
                    return false;
                }
                before = last;
                last = octet;
            }
            return true;
        }
    }

    private static void copyLines(MessageContent content, OutputStream out) throws IOException {
        try (var in = new BufferedInputStream(content.open())) {
            int octet = in.read();
            while (octet >= 0) {
                int next = in.read();
                if (octet != '\r' || next != '\n') {
                    out.write(octet);
                }
                octet = next;
            }
        }
    }

    private void writeKeywords() throws IOException {
        if (keywords.isEmpty()) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        int letter = 0;
        for (String keyword : keywords) {
            lines.append(letter++).append(' ').append(keyword).append('\n');
        }
        try (OutputStream out = PrivateFiles.create(directory.resolve(MaildirReader.KEYWORDS))) {
            out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() throws IOException {
        writeKeywords();
    }
}
