// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import org.mailroom.core.table.Match;

/// The one judge of passwords and accounts for SMTP, IMAP and POP3. Safe for use by several
/// threads.
public interface Authenticator {

    /// Judges a password. Blocks for the time that the password scheme costs.
    LoginVerdict login(LoginAttempt attempt);

    /// Whether there is an account that one could log in to by this name.
    Match knows(String name);
}
