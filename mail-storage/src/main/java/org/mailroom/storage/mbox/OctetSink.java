// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mbox;

import java.io.IOException;

/// Takes octets on their way into a file.
public interface OctetSink {
    void put(byte[] octets, int offset, int length) throws IOException;

    default void put(byte[] octets) throws IOException {
        put(octets, 0, octets.length);
    }
}
