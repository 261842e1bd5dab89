// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import java.util.Optional;

/// The one judge of passwords and accounts for SMTP, IMAP and POP3. Safe for use by several
/// threads.
public interface Authenticator {

    /// Judges a password. Blocks for the time that the password scheme costs.
    LoginVerdict login(LoginAttempt attempt);

    /// The account of that exact name in the password database.
    Optional<Account> find(String name);
}
