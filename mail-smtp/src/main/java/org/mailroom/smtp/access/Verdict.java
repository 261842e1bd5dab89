// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.smtp.Reply;

/// What becomes of a request.
public sealed interface Verdict {
    Verdict ACCEPT = new Accept();
    Verdict DISCARD = new Discard();

    record Accept() implements Verdict {}

    /// Accepted in the client's eyes; the message is thrown away.
    record Discard() implements Verdict {}

    record Refuse(Reply reply) implements Verdict {}
}
