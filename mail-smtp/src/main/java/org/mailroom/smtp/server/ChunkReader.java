// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

/// Takes the octets of a chunk as they are: its length was told before (RFC 3030 §2).
final class ChunkReader implements ContentReader {
    private final Sink sink;
    private long missing;

    ChunkReader(long octets, Sink sink) {
        this.missing = octets;
        this.sink = sink;
    }

    @Override
    public int take(byte[] buffer, int offset, int length) {
        int taken = (int) Math.min(length, missing);
        sink.write(buffer, offset, taken);
        missing -= taken;
        return taken;
    }

    @Override
    public boolean atEnd() {
        return missing == 0;
    }

    @Override
    public long most() {
        return missing;
    }

    /// How many octets are still to come.
    long missing() {
        return missing;
    }
}
