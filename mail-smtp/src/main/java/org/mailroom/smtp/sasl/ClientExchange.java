// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.sasl;

import java.util.Optional;

/// One SASL authentication as the client sees it (RFC 4422 §3). Knows nothing of the protocol
/// around it. For one login.
public interface ClientExchange {

    /// What goes out with the name of the mechanism, where that may have something with it.
    Optional<byte[]> initialResponse();

    /// The answer to a challenge; empty where it is none of this mechanism, or shows that the
    /// server does not know the password: then the login is given up.
    Optional<byte[]> answer(byte[] challenge);

    /// Whether the server may say yes now: one that has to show that it knows the password has.
    boolean isComplete();
}
