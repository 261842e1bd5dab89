// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.folder;

import org.mailroom.storage.MailboxName;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Which folder of an account has which special use (RFC 6154 §2), one a line. A use stays with its
/// folder when that gets another name, and no two folders have the same.
public final class SpecialUses {
    /// Of a new account; a folder that gets one of these names is used so, if no other is.
    public static final Map<String, String> USUAL =
            Map.of(
                    "Sent", "\\Sent",
                    "Drafts", "\\Drafts",
                    "Junk", "\\Junk",
                    "Trash", "\\Trash",
                    "Archive", "\\Archive");

    private final FolderFiles files;
    private final Path file;

    public SpecialUses(FolderFiles files, Path folder) {
        this.files = files;
        this.file = folder.resolve(".special-use");
    }

    /// The uses, by the names of folders.
    public Map<String, String> read() throws IOException {
        if (!Files.exists(file)) {
            return USUAL;
        }
        Map<String, String> uses = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            int blank = line.indexOf(' ');
            if (blank > 0) {
                uses.put(line.substring(blank + 1), line.substring(0, blank));
            }
        }
        return uses;
    }

    public void write(Map<String, String> uses) throws IOException {
        files.write(
                file,
                uses.entrySet().stream().map(use -> use.getValue() + " " + use.getKey()).toList());
    }

    public void created(MailboxName name) throws IOException {
        Optional<String> usual = Optional.ofNullable(USUAL.get(name.path()));
        Map<String, String> uses = new TreeMap<>(read());
        uses.remove(name.path());
        if (usual.isPresent() && !uses.containsValue(usual.get())) {
            uses.put(name.path(), usual.get());
        }
        replace(uses);
    }

    public void deleted(MailboxName name) throws IOException {
        Map<String, String> uses = new TreeMap<>(read());
        uses.remove(name.path());
        replace(uses);
    }

    /// A folder is about to get another name, and with it all that are below.
    public void renaming(MailboxName from, MailboxName to) throws IOException {
        Map<String, String> uses = new TreeMap<>(read());
        read().forEach(
                        (name, use) -> {
                            if (isAt(name, from)) {
                                uses.put(to + name.substring(from.path().length()), use);
                            }
                        });
        replace(uses);
    }

    public void renamed(MailboxName from) throws IOException {
        Map<String, String> uses = new TreeMap<>(read());
        uses.keySet().removeIf(name -> isAt(name, from));
        replace(uses);
    }

    private static boolean isAt(String name, MailboxName folder) {
        return name.equals(folder.path()) || name.startsWith(folder + "/");
    }

    private void replace(Map<String, String> uses) throws IOException {
        if (!uses.equals(read())) {
            write(uses);
        }
    }
}
