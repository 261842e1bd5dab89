// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

/// What came of a login attempt.
public sealed interface LoginVerdict {
    record Accepted(Account account) implements LoginVerdict {}

    /// Unknown user or wrong password: the same answer, after the same time.
    record Rejected() implements LoginVerdict {}

    /// It was right, and that account may not be used; `reason` is for the user.
    record Closed(String reason) implements LoginVerdict {}

    /// The password database could not be asked; the client may try again.
    record Unavailable(String reason) implements LoginVerdict {}
}
