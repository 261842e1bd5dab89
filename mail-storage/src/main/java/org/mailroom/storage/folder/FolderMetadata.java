// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.folder;

import org.mailroom.storage.MailboxException;
import org.mailroom.storage.MailboxException.Reason;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The annotations of one folder (RFC 5464), one a line with the value in base64, in a file of its
/// directory that no folder can be.
public final class FolderMetadata {
    /// In the directory of a folder; that of INBOX is the account's.
    static final String FILE = ".metadata";

    private static final int MAX_ENTRIES = 100;
    private static final int MAX_OCTETS = 64 * 1024;

    // RFC 5464 §3.1, §5 (entry): components without "*", "%" and blanks
    private static final Pattern ENTRY = Pattern.compile("/(private|shared)(/[!-$&-)+-.0-~]+)+");

    private final FolderFiles files;
    private final Path file;

    FolderMetadata(FolderFiles files, Path directory) {
        this.files = files;
        this.file = directory.resolve(FILE);
    }

    public Map<String, byte[]> read() throws IOException {
        Map<String, byte[]> entries = new TreeMap<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                int blank = line.indexOf(' ');
                if (blank < 0) {
                    throw damaged();
                }
                entries.put(line.substring(0, blank), value(line.substring(blank).strip()));
            }
        }
        return entries;
    }

    private byte[] value(String text) throws IOException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            throw damaged();
        }
    }

    private IOException damaged() {
        return new IOException(file + " is damaged: expected lines \"entry value\"");
    }

    public void set(String entry, Optional<byte[]> value) throws IOException {
        String name = entry.toLowerCase(Locale.ROOT);
        if (!ENTRY.matcher(name).matches()) {
            throw new MailboxException(
                    Reason.CANNOT, "Expected an entry name, /private/… or /shared/…");
        }
        Map<String, byte[]> entries = read();
        if (value.isPresent()) {
            entries.put(name, value.get());
            checkRoom(entries);
        } else {
            entries.remove(name);
        }
        write(entries);
    }

    private static void checkRoom(Map<String, byte[]> entries) {
        long octets =
                entries.entrySet().stream()
                        .mapToLong(it -> it.getKey().length() + it.getValue().length)
                        .sum();
        if (entries.size() > MAX_ENTRIES || octets > MAX_OCTETS) {
            throw new MailboxException(
                    Reason.LIMIT,
                    "A mailbox has at most %d entries of %d octets together"
                            .formatted(MAX_ENTRIES, MAX_OCTETS));
        }
    }

    private void write(Map<String, byte[]> entries) throws IOException {
        List<String> lines =
                entries.entrySet().stream()
                        .map(
                                e ->
                                        e.getKey()
                                                + " "
                                                + Base64.getEncoder().encodeToString(e.getValue()))
                        .toList();
        files.write(file, lines);
    }
}
