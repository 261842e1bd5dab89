// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.queue;

import org.mailroom.core.message.Printable;
import org.mailroom.core.queue.Deferral;
import org.mailroom.core.queue.QueueEntry;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Why the recipients of a message wait, by their position in the envelope.
final class Reasons {
    private final Map<Integer, Deferral> byRecipient = new HashMap<>();

    Reasons(QueueEntry entry) {
        entry.deferrals().forEach(it -> byRecipient.put(it.recipient(), it));
    }

    Optional<Deferral> of(int recipient) {
        return Optional.ofNullable(byRecipient.get(recipient));
    }

    /// Empty where nothing is known.
    String text(int recipient) {
        return of(recipient).map(it -> Printable.of(it.text())).orElse("");
    }
}
