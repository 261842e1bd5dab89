// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.milter;

import org.mailroom.core.config.MilterAction;

import java.net.UnixDomainSocketAddress;
import java.time.Duration;

/// Where a milter is, and how it is spoken to.
///
/// @param name as the configuration and the log name it: `inet:127.0.0.1:11332`
record MilterSpec(String name, Place place, Manner manner) {

    /// Where to connect to.
    sealed interface Place {
        record Host(String name, int port) implements Place {}

        record Socket(UnixDomainSocketAddress address) implements Place {}

        /// A table names what is no milter.
        record Nowhere(String fault) implements Place {}
    }

    /// How a milter is spoken to.
    ///
    /// @param version the highest of the protocol
    record Manner(
            Duration connectTimeout,
            Duration commandTimeout,
            Duration contentTimeout,
            MilterAction defaultAction,
            int version,
            HeaderReplies headerReplies) {}

    /// Whether a milter answers to the fields of a header.
    enum HeaderReplies {
        AS_AGREED,
        NONE
    }
}
