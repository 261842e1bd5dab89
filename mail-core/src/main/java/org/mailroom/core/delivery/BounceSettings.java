// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import java.time.Duration;
import java.time.ZoneId;

/// What notifications take from the configuration.
///
/// @param hostname `myhostname`
/// @param origin `myorigin`, the domain of MAILER-DAEMON
/// @param sizeLimit `bounce_size_limit`: a longer message comes back as its header only
/// @param delayWarningTime for the text of a delay warning
/// @param lifetime for the same text: `maximal_queue_lifetime`
public record BounceSettings(
        String hostname,
        String origin,
        ZoneId zone,
        long sizeLimit,
        Duration delayWarningTime,
        Duration lifetime) {}
