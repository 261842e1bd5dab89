// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

/// What became of one recipient in one delivery. `status` is the enhanced code (RFC 3463); `text`
/// is what the log shows in parentheses and a notification as diagnostic.
public sealed interface Outcome {
    String status();

    String text();

    record Delivered(String status, String text) implements Outcome {}

    record Deferred(String status, String text) implements Outcome {}

    record Failed(String status, String text) implements Outcome {
        /// The same, but for now only (`soft_bounce`).
        Deferred softened() {
            return new Deferred(status.replaceFirst("^5", "4"), text);
        }
    }
}
