// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

/// What becomes of a client that fails a test before the greeting (`postscreen_greet_action` and
/// its kind).
public enum ScreenAction {
    /// It is logged.
    IGNORE,
    /// The client may speak SMTP, and each of its recipients is refused.
    ENFORCE,
    /// The client is turned away at once.
    DROP
}
