// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import org.mailroom.core.table.Match;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The one judge of passwords and accounts for SMTP, IMAP and POP3. Safe for use by several
/// threads.
public interface Authenticator {

    /// Judges a password. Blocks for the time that the password scheme costs.
    LoginVerdict login(LoginAttempt attempt);

    /// Whether there is an account that one could log in to by this name.
    Match knows(String name);

    /// By which hashes everybody can log in with SCRAM.
    Set<ScramHash> scram();

    /// Whether SCRAM may be bound to the TLS connection (-PLUS).
    default boolean bindsChannels() {
        return true;
    }

    /// What a client that gives this name has to salt its password with. Who has no account gets
    /// terms too.
    ScramTerms terms(String user, ScramHash hash);

    /// Whose account these certificates of a client open; nobody's where they open none.
    Optional<String> ownerOf(List<X509Certificate> shown);
}
