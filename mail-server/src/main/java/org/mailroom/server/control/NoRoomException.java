// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.control;

import java.io.IOException;

/// There was no room for a message on its way. What follows it can be read.
public final class NoRoomException extends IOException {
    private static final long serialVersionUID = 1L;

    NoRoomException(String message) {
        super(message);
    }
}
