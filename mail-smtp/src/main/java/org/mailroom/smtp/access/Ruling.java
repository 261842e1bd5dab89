// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.intake.MessageOrder;
import org.mailroom.smtp.Reply;

/// What one restriction says.
sealed interface Ruling {
    Ruling PERMIT = new Permit();
    Ruling DUNNO = new Dunno();
    Ruling MISCONFIGURED = new Refuse(Reply.MISCONFIGURED);

    record Permit() implements Ruling {}

    /// Nothing: the next restriction is asked.
    record Dunno() implements Ruling {}

    record Refuse(Reply reply) implements Ruling {}

    /// Nothing, though in the end there is no permit: what would have been asked had no answer.
    record DeferIfPermit(Reply reply) implements Ruling {}

    /// Nothing, though a refusal by the same list will not be for good.
    record DeferIfReject(Reply reply) implements Ruling {}

    /// What a table names in place of an action.
    record Ask(RestrictionList list, Subject subject) implements Ruling {}

    record Discard(String why) implements Ruling {}

    /// Nothing but an order for the message.
    record Obey(MessageOrder order) implements Ruling {}
}
