// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import org.mailroom.core.queue.Recipient;

import java.util.List;

/// What the recipients of an envelope became when virtual and local aliases were followed.
public sealed interface Expansion {

    /// The final recipients, without duplicates; each keeps what the sender wrote as `original`.
    record Final(List<Recipient> recipients) implements Expansion {
        public Final {
            recipients = List.copyOf(recipients);
        }
    }

    /// A table could not be asked, or the expansion grew past its limits.
    record NotNow(String reason) implements Expansion {}
}
