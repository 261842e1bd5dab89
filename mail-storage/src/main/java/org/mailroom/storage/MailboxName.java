// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage;

import java.util.Arrays;
import java.util.List;

/// The name of a mailbox in its account: levels parted by `/`, in Unicode. `INBOX` in any case is
/// INBOX (RFC 9051 §5.1). Says nothing of files: the store encodes each level.
public record MailboxName(String path) {
    public static final MailboxName INBOX = new MailboxName("INBOX");
    public static final char SEPARATOR = '/';
    private static final int MAX_LEVELS = 50;
    private static final int MAX_CHARS = 1000;

    public MailboxName {
        if (path.isEmpty() || path.length() > MAX_CHARS) {
            throw new MailboxException(
                    MailboxException.Reason.CANNOT, "Mailbox name is empty or too long");
        }
        if (path.chars().anyMatch(c -> c < ' ' || c == 127)) {
            throw new MailboxException(
                    MailboxException.Reason.CANNOT, "Control character in mailbox name");
        }
        String[] levels = path.split("/", -1);
        if (levels.length > MAX_LEVELS || Arrays.stream(levels).anyMatch(String::isEmpty)) {
            throw new MailboxException(
                    MailboxException.Reason.CANNOT, "Mailbox name has an empty level or too many");
        }
        if (levels[0].equalsIgnoreCase("INBOX")) {
            path = "INBOX" + path.substring("INBOX".length());
        }
    }

    public boolean isInbox() {
        return path.equals("INBOX");
    }

    public List<String> levels() {
        return List.of(path.split("/"));
    }

    @Override
    public String toString() {
        return path;
    }
}
