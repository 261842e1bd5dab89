// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

import org.mailroom.storage.Flags;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.MailboxException.Reason;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Decides which keywords may come into a mailbox, and how they are written there: as the first of
/// them was, as they are the same in any case (RFC 3501 §2.3.2). They are bounded, since every
/// client is told of all of them; one that no message has makes room. For one change.
public final class Keywords {
    public static final int MAX_KEYWORDS = 100;

    private final IndexState mailbox;
    private final List<String> names;
    private final Set<String> added = new HashSet<>();

    public Keywords(IndexState mailbox) {
        this.mailbox = mailbox;
        this.names = new ArrayList<>(mailbox.keywords());
    }

    /// Flags as they come into the mailbox.
    ///
    /// @throws MailboxException LIMIT where there are too many
    public Flags admit(Flags flags) {
        for (String keyword : new TreeSet<>(flags.keywords())) {
            if (names.stream().noneMatch(keyword::equalsIgnoreCase)) {
                add(keyword);
            }
        }
        return flags.spelledAs(names);
    }

    private void add(String keyword) {
        if (names.size() >= MAX_KEYWORDS) {
            Set<String> used = inUse(mailbox.messages());
            names.removeIf(name -> !used.contains(name) && !added.contains(name));
        }
        if (names.size() >= MAX_KEYWORDS) {
            throw new MailboxException(Reason.LIMIT, "Mailbox has too many keywords");
        }
        names.add(keyword);
        added.add(keyword);
    }

    static Set<String> inUse(Columns messages) {
        Set<String> used = new HashSet<>();
        for (int position = 0; position < messages.size(); position++) {
            used.addAll(messages.flags(position).keywords());
        }
        return used;
    }
}
