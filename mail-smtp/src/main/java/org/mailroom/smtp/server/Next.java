// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.smtp.Reply;
import org.mailroom.smtp.SmtpCommand;

/// What a session does after a command.
sealed interface Next {

    record Say(Reply reply) implements Next {}

    /// As `Say`, though the refusal does not count as an error.
    record SayMildly(Reply reply) implements Next {}

    /// The content follows.
    record ReceiveMessage(Transaction.Arriving message) implements Next {}

    /// A chunk of the content follows.
    record ReceiveChunk(Transaction.Arriving message, SmtpCommand.Bdat chunk) implements Next {}

    /// A chunk follows that is not wanted.
    record SkipChunk(SmtpCommand.Bdat chunk, Reply reply) implements Next {}

    record StartTls() implements Next {}

    record HangUp(Reply reply) implements Next {}
}
