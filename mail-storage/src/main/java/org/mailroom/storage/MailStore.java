// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage;

import org.mailroom.core.account.Account;

/// All mail of this server. Knows accounts, not formats. Safe for use by several threads.
public interface MailStore extends AutoCloseable {

    /// The mail of one account. For a new account INBOX, Sent, Drafts, Junk, Trash and Archive
    /// exist, subscribed and marked with their special use (RFC 6154). Nothing reached through the
    /// answer can touch another account.
    AccountStore account(Account account);

    @Override
    void close();
}
