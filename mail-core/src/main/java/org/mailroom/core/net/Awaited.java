// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

/// The one answer to waiting for two things: input, or a call of `SessionInput.wake`.
public enum Awaited {
    INPUT,
    WOKEN,
    TIMED_OUT,
    CLOSED
}
