// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/// Buffers outside the heap for reading messages. They are used again: to make one takes longer
/// than to read a short message. Safe for use by several threads.
public final class ReadBuffers {
    private static final int OCTETS = 32 * 1024;
    private static final int MOST_KEPT = 64;

    private final ArrayBlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(MOST_KEPT);

    /// An empty one. Who does not give it back leaves it to the garbage collector.
    ByteBuffer take() {
        ByteBuffer kept = free.poll();
        return (kept == null ? ByteBuffer.allocateDirect(OCTETS) : kept).clear().limit(0);
    }

    /// From now on it belongs to somebody else.
    void give(ByteBuffer buffer) {
        var _ = free.offer(buffer);
    }
}
