// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.queue.Envelope;

/// The one door into the queue (Postfix's cleanup). Safe for use by several threads.
public interface Intake {

    /// Begins a message. Throws nothing: trouble with the disk shows at `Draft.commit`.
    Draft open(Envelope envelope, Submission submission);

    /// Whether missing header fields are completed (RFC 6409 §8): yes for our users' mail, no for
    /// mail of strangers.
    enum Submission {
        COMPLETE_HEADERS,
        AS_IT_IS
    }
}
