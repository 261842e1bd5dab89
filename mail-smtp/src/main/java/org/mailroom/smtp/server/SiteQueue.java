// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

/// The mail that waits for other sites, as ETRN asks for it (RFC 1985). Safe for use by several
/// threads.
@FunctionalInterface
public interface SiteQueue {
    /// What comes of it.
    enum Start {
        STARTED,
        /// The site is none of `fast_flush_domains`.
        NOT_SERVED,
        IMPOSSIBLE
    }

    /// Has what waits for a domain tried soon; does not wait for it.
    Start start(String site);
}
