// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

/// What came of a login attempt.
public sealed interface LoginVerdict {
    record Accepted(Account account) implements LoginVerdict {}

    /// Unknown user or wrong password: the same answer, after the same time.
    ///
    /// @param why for the log; the client is not told
    record Rejected(Why why) implements LoginVerdict {
        public Rejected() {
            this(Why.WRONG);
        }
    }

    /// Why a login was rejected.
    enum Why {
        WRONG("authentication failure"),
        /// The address or the account is blocked, so that nobody has looked at the password.
        BLOCKED("blocked after too many wrong passwords");

        private final String words;

        Why(String words) {
            this.words = words;
        }

        /// For the log.
        public String words() {
            return words;
        }
    }

    /// It was right, and that account may not be used; `reason` is for the user.
    record Closed(String reason) implements LoginVerdict {}

    /// The password database could not be asked; the client may try again.
    record Unavailable(String reason) implements LoginVerdict {}
}
