// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import java.time.Duration;

/// What delivery takes from the configuration.
///
/// @param activeLimit `qmgr_message_active_limit`: messages that are worked on at once
/// @param activeRecipientLimit `qmgr_message_recipient_limit`: their recipients, where they have
///   many
/// @param hosts the concurrency for one destination on other servers
/// @param mailboxLimit deliveries into one mailbox at once: many, as they share one sync
/// @param recipientLimit `default_destination_recipient_limit`
/// @param inFlowDelay `in_flow_delay`: how long a sender waits while more comes in than goes out
public record DeliverySettings(
        RetrySchedule retry,
        int activeLimit,
        int activeRecipientLimit,
        Concurrency hosts,
        int mailboxLimit,
        int recipientLimit,
        Duration inFlowDelay) {

    public static final DeliverySettings DEFAULT =
            new DeliverySettings(
                    RetrySchedule.DEFAULT,
                    20_000,
                    20_000,
                    new Concurrency(5, 20),
                    2_000,
                    50,
                    Duration.ofSeconds(1));

    /// `initial_destination_concurrency` and `default_destination_concurrency_limit`.
    public record Concurrency(int initial, int limit) {
        public Concurrency {
            if (initial < 1 || limit < 1) {
                throw new IllegalArgumentException("concurrency below 1");
            }
            initial = Math.min(initial, limit);
        }
    }
}
