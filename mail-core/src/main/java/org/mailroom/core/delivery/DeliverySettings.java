// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.route.Route;

import java.time.Duration;
import java.util.Map;

/// What delivery takes from the configuration.
///
/// @param activeLimit `qmgr_message_active_limit`: messages that are worked on at once
/// @param activeRecipientLimit `qmgr_message_recipient_limit`: their recipients, where they have
///   many
/// @param inFlowDelay `in_flow_delay`: how long a sender waits while more comes in than goes out
/// @param bounces `soft_bounce`
public record DeliverySettings(
        RetrySchedule retry,
        int activeLimit,
        int activeRecipientLimit,
        Limits limits,
        Duration inFlowDelay,
        Bounces bounces) {

    public static final DeliverySettings DEFAULT =
            new DeliverySettings(
                    RetrySchedule.DEFAULT,
                    20_000,
                    20_000,
                    Limits.DEFAULT,
                    Duration.ofSeconds(1),
                    Bounces.AT_ONCE);

    /// What cannot be delivered is returned.
    public enum Bounces {
        AT_ONCE,
        /// When it has become too old; until then it is tried again.
        AT_THE_END
    }

    /// The limits of every transport.
    ///
    /// @param hosts of those that lead to other servers, and to programs
    /// @param mailboxes of those that lead into mailboxes: many at once, as they share one sync
    /// @param own of those for which something else was said, by name
    public record Limits(
            TransportLimits hosts, TransportLimits mailboxes, Map<String, TransportLimits> own) {

        public static final Limits DEFAULT =
                new Limits(
                        TransportLimits.DEFAULT,
                        new TransportLimits(
                                TransportLimits.Concurrency.of(2_000, 2_000),
                                1,
                                Duration.ZERO,
                                0,
                                Duration.ZERO),
                        Map.of());

        public Limits {
            own = Map.copyOf(own);
        }

        TransportLimits of(Route.Onward route) {
            return own.getOrDefault(route.transport(), hosts);
        }

        TransportLimits of(Route.ToOwner route) {
            return hosts.withRecipients(1);
        }

        TransportLimits of(Route.ToMailbox route) {
            return own.getOrDefault(route.transport(), mailboxes);
        }
    }
}
