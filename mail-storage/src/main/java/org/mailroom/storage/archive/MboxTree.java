// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The mbox files below a directory, as mail programs keep them: each is a folder.
public final class MboxTree {
    private MboxTree() {}

    /// A file that is a folder.
    ///
    /// @param folder its name, levels parted by `/`
    public record Entry(String folder, Path file) {}

    /// All of them, without what programs keep in hidden files.
    ///
    /// @param leftOut hears of other files that are no mbox files
    public static List<Entry> of(Path directory, Consumer<Path> leftOut) throws IOException {
        List<Entry> found = new ArrayList<>();
        collect(directory, "", found, leftOut);
        return found;
    }

    private static void collect(
            Path directory, String folder, List<Entry> found, Consumer<Path> leftOut)
            throws IOException {
        for (Path entry : entries(directory)) {
            String name = String.valueOf(entry.getFileName());
            if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                collect(entry, Folders.below(folder, Folders.decoded(name)), found, leftOut);
            } else if (isMbox(entry)) {
                String decoded = Folders.decoded(Folders.withoutEnding(name));
                found.add(new Entry(Folders.below(folder, decoded), entry));
            } else {
                leftOut.accept(entry);
            }
        }
    }

    /// Whether it is one, or an empty file, which a folder without messages is.
    static boolean isMbox(Path file) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && (Files.size(file) == 0 || FileRange.startsWith(file, "From "));
    }

    static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }
}
