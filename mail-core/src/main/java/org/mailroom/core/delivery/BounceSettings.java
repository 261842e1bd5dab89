// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.address.Address;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Set;

/// What notifications take from the configuration.
///
/// @param hostname `myhostname`
/// @param domain `mydomain`
/// @param origin `myorigin`, the domain of MAILER-DAEMON
/// @param sizeLimit `bounce_size_limit`: a longer message comes back as its header only
/// @param delayWarningTime for the text of a delay warning
/// @param lifetime for the same text: `maximal_queue_lifetime`
public record BounceSettings(
        String hostname,
        String domain,
        String origin,
        ZoneId zone,
        long sizeLimit,
        Duration delayWarningTime,
        Duration lifetime,
        BounceTemplates templates,
        Telling telling) {

    /// Who is told besides the sender, and when.
    ///
    /// @param delaysOver `confirm_delay_cleared`: the sender of late mail hears when it is
    ///   delivered
    /// @param doubleBounceSender `double_bounce_sender`, of what postmasters are told
    public record Telling(
            boolean delaysOver,
            Set<Classes> classes,
            Address bounceRecipient,
            Address doubleBounceRecipient,
            Address delayRecipient,
            Address doubleBounceSender) {

        public Telling {
            classes = Set.copyOf(classes);
        }
    }

    /// The words of `notify_classes` that are about mail, not about sessions.
    public enum Classes {
        BOUNCE,
        DOUBLE_BOUNCE,
        DELAY
    }
}
