// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.follow;

import java.io.IOException;

/// A message has been stored anew while it was read: what is left of it begins elsewhere, and it
/// must be read from its beginning.
public final class MovedException extends IOException {
    private static final long serialVersionUID = 1L;

    public MovedException() {
        super("the message was stored anew");
    }
}
