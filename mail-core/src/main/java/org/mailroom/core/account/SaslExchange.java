// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import java.util.Optional;

/// One SASL authentication as the server sees it (RFC 4422 §3): a challenge, an answer, and so on
/// until there is a verdict. Knows nothing of the protocol around it, which does base64 and cancel.
/// Belongs to one session.
public interface SaslExchange {

    /// What comes next.
    sealed interface Step {}

    /// Send this and wait for the answer. Empty is a challenge too.
    record Challenge(String text) implements Step {}

    /// Send this and wait for the answer, which has nothing in it: then it is over. A client that
    /// gives up now does not believe the server.
    record LastWord(String text, Done outcome) implements Step {}

    /// It is over. `user` is who the client said he is, for the log.
    record Done(LoginVerdict verdict, String user) implements Step {}

    /// Not an answer of this mechanism: no verdict, and not an attempt.
    record Malformed() implements Step {}

    /// The first step: with the initial response, where the client sent one (RFC 4422 §3).
    Step start(Optional<byte[]> initialResponse);

    /// The step after an answer to a challenge.
    Step answer(byte[] response);
}
