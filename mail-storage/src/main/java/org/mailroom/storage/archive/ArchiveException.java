// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.archive;

import java.io.IOException;

/// Mail that cannot be read, or has no place: the message names the file and what was expected.
public final class ArchiveException extends IOException {
    private static final long serialVersionUID = 1L;

    ArchiveException(String message) {
        super(message);
    }
}
