// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.queue.Envelope;

/// The one door into the queue (Postfix's cleanup). Safe for use by several threads.
public interface Intake {

    /// Begins a message. Throws nothing: trouble with the disk shows at `Draft.commit`.
    Draft open(Envelope envelope, Submission submission);

    /// Who looks at mail that did not come by SMTP (`non_smtpd_milters`).
    default Inspection localInspection() {
        return Inspection.NONE;
    }

    /// What a message is: missing header fields are completed (RFC 6409 §8) in our users' mail
    /// alone.
    enum Submission {
        COMPLETE_HEADERS,
        AS_IT_IS,
        /// A notification for a sender, from this server.
        BOUNCE,
        /// A notification for postmasters, from this server.
        NOTICE
    }
}
