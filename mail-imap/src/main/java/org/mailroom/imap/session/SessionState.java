// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.session;

import org.mailroom.core.account.Account;
import org.mailroom.core.account.UserConnections;
import org.mailroom.imap.command.MailboxView;
import org.mailroom.storage.AccountStore;

/// How far a session has come (RFC 3501 §3).
sealed interface SessionState {

    record NotAuthenticated() implements SessionState {}

    sealed interface Authenticated extends SessionState {
        User user();
    }

    record LoggedIn(User user) implements Authenticated {}

    record Selected(User user, MailboxView view) implements Authenticated {}

    /// Who has logged in, and the mail that is theirs; the place is given back when the session
    /// ends.
    record User(Account account, AccountStore store, UserConnections.Place place) {}
}
