// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Builds the octets of a record, field after field. `Decoder` reads them in the same order.
final class Encoder {
    private byte[] octets = new byte[256];
    private int length;

    Encoder octet(int value) {
        room(1);
        octets[length++] = (byte) value;
        return this;
    }

    Encoder number(int value) {
        return octet(value >>> 24).octet(value >>> 16).octet(value >>> 8).octet(value);
    }

    Encoder number(long value) {
        return number((int) (value >>> 32)).number((int) value);
    }

    Encoder octets(byte[] value) {
        number(value.length);
        room(value.length);
        System.arraycopy(value, 0, octets, length, value.length);
        length += value.length;
        return this;
    }

    Encoder text(String value) {
        return octets(value.getBytes(StandardCharsets.UTF_8));
    }

    Encoder text(Optional<String> value) {
        octet(value.isPresent() ? 1 : 0);
        value.ifPresent(this::text);
        return this;
    }

    byte[] finish() {
        return Arrays.copyOf(octets, length);
    }

    private void room(int more) {
        if (length + more > octets.length) {
            octets = Arrays.copyOf(octets, Math.max(octets.length * 2, length + more));
        }
    }
}
