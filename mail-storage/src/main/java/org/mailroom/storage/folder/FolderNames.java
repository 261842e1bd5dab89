// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.folder;

import org.mailroom.storage.MailboxException;
import org.mailroom.storage.MailboxException.Reason;
import org.mailroom.storage.MailboxName;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Names of folders as names of directories: whatever could mean something to the file system is
/// percent-encoded, a dot too. So no name leaves the folder of its account, or is that of a file
/// that the store keeps there.
public final class FolderNames {
    /// The mail of a folder, in its directory.
    public static final String MAIL = "mbox";

    private static final String ENCODED_MAIL = "%6Dbox";

    /// File names have 255 octets; exported, there is an ending behind the name.
    private static final int MAX_OCTETS = 250;

    /// Paths have 4095; what is left is for the directories of the server, and for files in the
    /// folder.
    private static final int MAX_PATH_OCTETS = 3000;

    private static final String PLAIN = "_-+=@ ,";

    private FolderNames() {}

    static Path directory(Path root, MailboxName name) {
        String path =
                name.levels().stream().map(FolderNames::encode).collect(Collectors.joining("/"));
        if (path.length() > MAX_PATH_OCTETS) {
            throw tooLong();
        }
        return root.resolve(path);
    }

    public static String encode(String level) {
        var encoded = new StringBuilder();
        for (byte octet : level.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain(octet)) {
                encoded.append((char) octet);
            } else {
                encoded.append("%%%02X".formatted(octet & 0xff));
            }
        }
        String name = encoded.toString().equals(MAIL) ? ENCODED_MAIL : encoded.toString();
        if (name.length() > MAX_OCTETS) {
            throw tooLong();
        }
        return name;
    }

    private static MailboxException tooLong() {
        return new MailboxException(Reason.CANNOT, "Mailbox name is too long");
    }

    private static boolean isPlain(byte octet) {
        return (octet >= 'a' && octet <= 'z')
                || (octet >= 'A' && octet <= 'Z')
                || (octet >= '0' && octet <= '9')
                || PLAIN.indexOf(octet) >= 0;
    }

    /// The level of which this is the directory; empty for what `encode` never makes.
    public static Optional<String> decode(String directory) {
        var octets = new ArrayList<Byte>();
        for (int at = 0; at < directory.length(); at++) {
            char c = directory.charAt(at);
            if (c == '%') {
                int octet = hex(directory, at + 1);
                if (octet < 0) {
                    return Optional.empty();
                }
                octets.add((byte) octet);
                at += 2;
            } else {
                octets.add((byte) c);
            }
        }
        String level = text(octets);
        return encode(level).equals(directory) ? Optional.of(level) : Optional.empty();
    }

    private static int hex(String text, int at) {
        int high = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
        int low = at + 1 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    private static String text(List<Byte> octets) {
        byte[] array = new byte[octets.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = octets.get(i);
        }
        return new String(array, StandardCharsets.UTF_8);
    }
}
