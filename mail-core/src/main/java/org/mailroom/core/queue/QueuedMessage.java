// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import org.mailroom.core.message.MessageContent;

/// A queued message with all that a delivery needs. The content can be opened as long as the
/// message is in the queue.
public record QueuedMessage(QueueEntry entry, Envelope envelope, MessageContent content) {}
