// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The folders of one account. Safe for use by several threads. Each method throws
/// `MailboxException` where the folder is missing, exists already, or cannot be had now.
public interface AccountStore {

    /// All folders, INBOX first, the others by name; parents that hold no mail themselves included.
    List<Folder> folders();

    /// Names subscribed to, whether they exist or not (RFC 9051 §6.3.7), by name.
    List<MailboxName> subscriptions();

    /// Creates a folder and the parents it needs.
    void create(MailboxName name);

    /// Creates a folder with mail that another program has kept in an mbox file. UIDs, flags and
    /// keywords stay what the file tells.
    void adopt(MailboxName name, InputStream mbox);

    /// Deletes a folder's mail; a folder with children stays as their parent only.
    void delete(MailboxName name);

    /// Renames a folder and all below it. Renaming INBOX moves its mail (RFC 9051 §6.3.6).
    void rename(MailboxName from, MailboxName to);

    /// The annotations of a mailbox by their names, in lower case (RFC 5464). They go with it when
    /// it is renamed; those of INBOX stay.
    Map<String, byte[]> metadata(MailboxName name);

    /// Sets or removes an annotation, such as `/private/comment`.
    void setMetadata(MailboxName name, String entry, Optional<byte[]> value);

    void subscribe(MailboxName name);

    void unsubscribe(MailboxName name);

    /// Opens a mailbox. Many may have the same one open; each closes what it opened.
    Mailbox open(MailboxName name);
}
