// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.file;

import java.io.IOException;

/// Another program holds the lock on a mailbox, and did not let go of it in time.
public final class LockedException extends IOException {
    private static final long serialVersionUID = 1L;

    LockedException(String message) {
        super(message);
    }
}
