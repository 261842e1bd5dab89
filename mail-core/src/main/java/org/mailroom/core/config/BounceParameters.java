// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.time.Duration;

/// What senders are told.
public final class BounceParameters {
    static final Chapter CHAPTER = new Chapter("Notifications");

    public static final Parameter<Long> BOUNCE_SIZE_LIMIT =
            CHAPTER.add(
                    "bounce_size_limit",
                    Type.octets(0),
                    "50000",
                    """
                    A longer message comes back as its header only.\
                    """);

    public static final Parameter<Duration> DELAY_WARNING_TIME =
            CHAPTER.add(
                    "delay_warning_time",
                    Type.duration('h', Duration.ZERO),
                    "0h",
                    """
                    After this time a sender is told that a message is still waiting. 0 is \
                    off.\
                    """);

    private BounceParameters() {}
}
