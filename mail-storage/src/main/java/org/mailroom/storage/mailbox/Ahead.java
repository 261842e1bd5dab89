// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import java.util.Optional;

/// What can be made on a second core, while who lists a mailbox has the messages before it looked
/// through: a block of positions, of which he comes to the first when he is done with as many.
/// Positions may be of any state of the mailbox. Safe for use by several threads.
final class Ahead {
    static final int BLOCK = 16;
    private static final int NONE = -2;

    private int last = NONE;
    private int end = NONE;
    private boolean isAtWork;

    /// Positions from `start` on, `end` not included.
    record Block(int start, int end) {}

    /// A position has been asked for. Answers what is to be made now, after which there is `done`;
    /// empty where nobody lists, or that work is not done yet.
    synchronized Optional<Block> asked(int position) {
        boolean isNext = position > last && position <= Math.max(last + 1, end);
        last = position;
        end = isNext ? end : NONE;
        int start = position + BLOCK;
        if (!isNext || isAtWork || start < end) {
            return Optional.empty();
        }
        isAtWork = true;
        end = start + BLOCK;
        return Optional.of(new Block(start, end));
    }

    synchronized void done() {
        isAtWork = false;
    }
}
