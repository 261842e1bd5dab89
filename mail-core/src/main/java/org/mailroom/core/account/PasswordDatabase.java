// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

    /// A password cannot be judged now; the message tells why.
    final class UnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public UnavailableException(String reason) {
            super(reason);
        }
    }

    /// Judges a password; costs what its scheme costs.
    @FunctionalInterface
    interface PasswordCheck {

        /// Whether it is the password.
        ///
        /// @throws UnavailableException where somebody else judges, and is not there
        boolean matches(String password);

        /// The same for somebody from there, which may count as well.
        default boolean matches(String password, InetAddress client) {
            return matches(password);
        }

        /// Whether somebody else judges, and this one only waits for the answer.
        default boolean waits() {
            return false;
        }

        /// How much memory that takes; zero for hardly any.
        default int memoryKib() {
            return 0;
        }

        /// Whether somebody from there can be right at all.
        default boolean admits(InetAddress client) {
            return true;
        }

        /// Why who is right may not come in all the same; empty where he may.
        default Optional<String> closed() {
            return Optional.empty();
        }

        /// What proofs of SCRAM are judged by, where it is known. `terms` are for a password that
        /// is kept as it is; for one that is salted already, its own terms come back.
        default Optional<ScramKeys> scram(ScramHash hash, ScramTerms terms) {
            return Optional.empty();
        }

        /// What a client has to salt this password with, where that is settled already.
        default Optional<ScramTerms> terms(ScramHash hash) {
            return Optional.empty();
        }
    }

    /// The entry of exactly that name, in lower case.
    Entry find(String name);

    /// All accounts, by name.
    ///
    /// @throws java.io.UncheckedIOException when it cannot be read
    List<Account> accounts();

    /// By which hashes all its accounts can log in with SCRAM.
    default Set<ScramHash> scram() {
        return Set.of();
    }
}
