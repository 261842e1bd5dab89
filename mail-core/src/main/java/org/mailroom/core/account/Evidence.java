// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import java.util.function.Predicate;

/// By what somebody shows who he is. As text without any secret.
public sealed interface Evidence {

    /// The password itself.
    record Password(String text) implements Evidence {
        @Override
        public String toString() {
            return "Password";
        }
    }

    /// A certificate that opens the account.
    record Certificate() implements Evidence {}

    /// A proof of SCRAM: `holds` judges it by the keys of the account, on another thread.
    ///
    /// @param terms what the client was asked for
    record Proof(ScramHash hash, ScramTerms terms, Predicate<ScramKeys> holds)
            implements Evidence {}
}
