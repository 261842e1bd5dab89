// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.follow;

import java.io.IOException;

/// A file has so many messages that no other such file may be read meanwhile. Nothing has changed;
/// to be tried again by who has waited in `MessageRoom.enter`.
public final class CrowdedException extends IOException {
    private static final long serialVersionUID = 1L;

    CrowdedException() {
        super("a file with many messages is read alone");
    }
}
