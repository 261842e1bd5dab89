// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.queue.Recipient;

/// A change of a message that has come whole.
public sealed interface MessageEdit {

    /// A field more.
    ///
    /// @param index how many fields stand before it; 0 is above the trace field of this server
    record InsertField(int index, MessageField field) implements MessageEdit {}

    /// At the end of the header.
    record AddField(MessageField field) implements MessageEdit {}

    /// Takes the place of a field of that name, or comes at the end where there are fewer.
    ///
    /// @param index which of those of that name, from 1
    record ChangeField(int index, MessageField field) implements MessageEdit {}

    /// A field less.
    ///
    /// @param index which of those of that name, from 1
    record RemoveField(int index, String name) implements MessageEdit {}

    record ReplaceBody(NewBody body) implements MessageEdit {}

    record ChangeSender(ReversePath sender) implements MessageEdit {}

    record AddRecipient(Recipient recipient) implements MessageEdit {}

    record RemoveRecipient(Address address) implements MessageEdit {}

    /// The message is kept until somebody releases it.
    record Hold() implements MessageEdit {}
}
