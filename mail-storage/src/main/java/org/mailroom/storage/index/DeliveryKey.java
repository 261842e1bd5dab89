// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

/// What is delivered at most once: one message of the queue to one recipient.
public record DeliveryKey(String queueId, String recipient) {}
