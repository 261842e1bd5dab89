// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import org.mailroom.core.message.MessageContent;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;

/// Content in a part of an array, which nobody changes any more.
final class ArrayContent implements MessageContent {
    static final ArrayContent NONE = new ArrayContent(new byte[0], 0, 0);

    private final byte[] array;
    private final int offset;
    private final int length;

    ArrayContent(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    @Override
    public long octets() {
        return length;
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(array, offset, length);
    }

    ByteBuffer buffer() {
        return ByteBuffer.wrap(array, offset, length);
    }

    void putInto(ByteBuffer target) {
        target.put(array, offset, length);
    }

    /// Octets of memory it holds.
    int footprint() {
        return array.length;
    }
}
