// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.program;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// The texts that one peer says, each with its length before it, and all of them together bounded.
/// Used by one thread.
final class Texts {
    private static final int MAX_OCTETS = 1 << 20;

    private final DataInputStream in;
    private int room = MAX_OCTETS;

    Texts(DataInputStream in) {
        this.in = in;
    }

    String next() throws IOException {
        int length = in.readInt();
        if (length < 0 || length > room) {
            throw new IOException("unreasonably long");
        }
        room -= length;
        byte[] octets = new byte[length];
        in.readFully(octets);
        return new String(octets, StandardCharsets.UTF_8);
    }

    static void write(String text, DataOutputStream out) throws IOException {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(octets.length);
        out.write(octets);
    }
}
