// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.archive;

import org.mailroom.storage.Flags;
import org.mailroom.storage.NewMessage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Locale;
import java.util.function.Consumer;

/// Reads mail from a file or a directory: an mbox file, a Maildir, a file with one message
/// (`.eml`), a zip file, or a directory of any of these, whose directories are folders.
///
/// @param zone of the dates in `From ` lines
/// @param leftOut hears of files in a directory, or a zip file, that are no mail
public record ArchiveReader(Path source, ZoneId zone, Consumer<Path> leftOut) {
    private static final String ZIP = "PK\u0003\u0004";

    /// Hands on all messages.
    ///
    /// @throws ArchiveException where there is no mail
    public void read(MailSink sink) throws IOException {
        if (!Files.exists(source)) {
            throw new ArchiveException(
                    source
                            + ": there is no such file: expected an mbox file, a Maildir or a zip"
                            + " file");
        }
        if (Files.isDirectory(source)) {
            new Tree(source, sink).read(source, "");
        } else if (isZip(source)) {
            try (var unpacked = UnpackedZip.of(source)) {
                new Tree(unpacked.directory(), sink).read(unpacked.directory(), "");
            }
        } else if (isSingle(source)) {
            readSingle(source, "", sink);
        } else {
            new MboxReader(source, zone).read("", sink);
        }
    }

    private static boolean isZip(Path file) throws IOException {
        return FileRange.startsWith(file, ZIP);
    }

    private static boolean isSingle(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".eml");
    }

    private static void readSingle(Path file, String folder, MailSink sink) throws IOException {
        sink.accept(
                folder,
                new NewMessage(
                        LineEnds.of(new MaildirReader.WholeFile(file)),
                        Flags.NONE,
                        Files.getLastModifiedTime(file).toInstant()));
    }

    /// A directory whose directories are folders.
    private final class Tree {
        private final Path root;
        private final MailSink sink;

        Tree(Path root, MailSink sink) {
            this.root = root;
            this.sink = sink;
        }

        void read(Path directory, String folder) throws IOException {
            if (MaildirReader.isMaildir(directory)) {
                new MaildirReader(directory).read(folder, sink);
                return;
            }
            for (Path entry : MboxTree.entries(directory)) {
                String name = String.valueOf(entry.getFileName());
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    read(entry, Folders.below(folder, Folders.decoded(name)));
                } else {
                    readFile(entry, name, folder);
                }
            }
        }

        private void readFile(Path file, String name, String folder) throws IOException {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                leftOut.accept(root.relativize(file));
            } else if (isSingle(file)) {
                readSingle(file, folder, sink);
            } else if (MboxTree.isMbox(file)) {
                String path = Folders.below(folder, Folders.decoded(Folders.withoutEnding(name)));
                new MboxReader(file, zone).read(path, sink);
            } else {
                leftOut.accept(root.relativize(file));
            }
        }
    }
}
