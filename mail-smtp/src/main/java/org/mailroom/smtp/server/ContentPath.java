// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.intake.MessageOrder;
import org.mailroom.core.queue.QueueId;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.access.Request;

import java.util.Optional;

/// Where the content of one message goes: into the queue, or to a filter before it. On the
/// session's thread. Closing it before `conclude` leaves nothing of the message.
interface ContentPath extends AutoCloseable {

    /// How the log names the message.
    QueueId id();

    /// The name that it has in the queue; empty where it does not go there.
    String queueId();

    void obey(MessageOrder order);

    void write(byte[] buffer, int offset, int length);

    /// Content comes; answers why it is not wanted.
    Optional<Reply> announce();

    /// All has come, and nobody here objects: answers what the client is to hear.
    Reply conclude(Request request);

    @Override
    void close();
}
