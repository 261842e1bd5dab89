// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.intake.MessageOrder;
import org.mailroom.smtp.Reply;

import java.util.List;
import java.util.Optional;

/// What becomes of a request.
public sealed interface Verdict {
    Verdict DISCARD = new Discard();

    /// Taken.
    ///
    /// @param orders what is asked of the message
    /// @param reservation what a recipient hears of whom nobody else refuses
    record Accept(List<MessageOrder> orders, Optional<Reply> reservation) implements Verdict {
        public Accept {
            orders = List.copyOf(orders);
        }
    }

    /// Accepted in the client's eyes; the message is thrown away.
    record Discard() implements Verdict {}

    /// Not taken.
    ///
    /// @param orders what is asked of the message all the same, if others let it in
    record Refuse(Reply reply, List<MessageOrder> orders) implements Verdict {
        public Refuse {
            orders = List.copyOf(orders);
        }
    }
}
