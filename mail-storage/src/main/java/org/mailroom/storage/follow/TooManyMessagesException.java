// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.follow;

import java.io.IOException;

/// A mailbox has more messages than the memory of the server has room for.
public final class TooManyMessagesException extends IOException {
    private static final long serialVersionUID = 1L;

    TooManyMessagesException(int limit) {
        super(
                "the mailbox has more than %,d messages, for which there is no room in memory"
                        .formatted(limit));
    }
}
