// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Reads what `Encoder` wrote. Octets that end too early give a BufferUnderflowException: they
/// passed a CRC, so that is a bug.
final class Decoder {
    private final ByteBuffer octets;

    Decoder(ByteBuffer octets) {
        this.octets = octets;
    }

    int octet() {
        return octets.get() & 0xff;
    }

    int number() {
        return octets.getInt();
    }

    long longNumber() {
        return octets.getLong();
    }

    byte[] octets() {
        int length = octets.getInt();
        if (length < 0 || length > octets.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] value = new byte[length];
        octets.get(value);
        return value;
    }

    String text() {
        return new String(octets(), StandardCharsets.UTF_8);
    }

    Optional<String> optionalText() {
        return octet() == 1 ? Optional.of(text()) : Optional.empty();
    }
}
