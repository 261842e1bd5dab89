// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import java.util.List;

/// Where accounts and their passwords are kept: one entry of `passdb`. Safe for use by several
/// threads.
public interface PasswordDatabase {

    /// What is known of one name.
    sealed interface Entry {}

    record NotFound() implements Entry {}

    /// It could not be asked.
    record Failed(String reason) implements Entry {}

    /// An account; `password` judges what was typed.
    record Found(Account account, PasswordCheck password) implements Entry {}

    /// Judges a password; costs what its scheme costs.
    @FunctionalInterface
    interface PasswordCheck {
        boolean matches(String password);
    }

    /// The entry of exactly that name, in lower case.
    Entry find(String name);

    /// All accounts, by name.
    ///
    /// @throws java.io.UncheckedIOException when it cannot be read
    List<Account> accounts();
}
