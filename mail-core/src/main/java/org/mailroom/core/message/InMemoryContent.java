// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/// A small message, whole in memory.
final class InMemoryContent implements MessageContent {
    private final byte[] octets;

    InMemoryContent(byte[] octets) {
        this.octets = octets;
    }

    @Override
    public long octets() {
        return octets.length;
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(octets);
    }
}
