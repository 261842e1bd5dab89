// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

/// The name of a message in the queue, in Postfix's long form (base-52 time, `z`, sequence).
public record QueueId(String text) {
    @Override
    public String toString() {
        return text;
    }
}
