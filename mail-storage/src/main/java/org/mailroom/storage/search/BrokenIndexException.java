// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.search;

/// The index cannot be written: it is damaged, or its disk has trouble.
public final class BrokenIndexException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenIndexException(Exception cause) {
        super(cause.toString(), cause);
    }
}
