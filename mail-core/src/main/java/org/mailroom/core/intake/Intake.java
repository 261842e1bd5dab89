// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.config.ReceiveOverride;
import org.mailroom.core.queue.Envelope;

/// The one door into the queue (Postfix's cleanup). Safe for use by several threads.
public interface Intake {

    /// Begins a message. Throws nothing: trouble with the disk shows at `Draft.commit`.
    Draft open(Envelope envelope, Submission submission, WayIn way);

    /// Begins a message with which all is done that is done with mail.
    default Draft open(Envelope envelope, Submission submission) {
        return open(envelope, submission, WayIn.USUAL);
    }

    /// Who looks at mail that did not come by SMTP (`non_smtpd_milters`).
    default Inspection localInspection() {
        return Inspection.NONE;
    }

    /// The same for mail that comes one way.
    default Inspection localInspection(WayIn way) {
        return way.is(ReceiveOverride.NO_MILTERS) ? Inspection.NONE : localInspection();
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
