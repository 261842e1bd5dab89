// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import java.util.List;

/// Looks at a message that has come whole, before it is queued, and may change it: filters that
/// other programs are. Used by one thread.
@FunctionalInterface
public interface Inspection {

    /// Nobody looks.
    Inspection NONE = _ -> new Judgement.Passed();

    /// Judges, and applies changes. Blocks. What it refuses or throws away it has told the log.
    Judgement inspect(InspectedMessage message);

    /// What becomes of the message.
    sealed interface Judgement {
        record Passed() implements Judgement {}

        /// Taken in the client's eyes, and thrown away.
        record Discarded() implements Judgement {}

        /// Not taken.
        ///
        /// @param code the reply code of SMTP
        /// @param status the enhanced code
        /// @param lines what the client is told
        record Refused(int code, String status, List<String> lines) implements Judgement {
            public Refused {
                lines = List.copyOf(lines);
            }
        }
    }
}
