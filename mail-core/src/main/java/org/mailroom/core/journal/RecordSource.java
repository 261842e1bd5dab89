// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Where records are read from.
public interface RecordSource {

    /// The payload of a record; empty when it is damaged, or was released and is gone.
    Optional<ByteBuffer> read(RecordAddress address) throws IOException;

    /// The first octets of a payload, unchecked.
    Optional<ByteBuffer> readHead(RecordAddress address, int octets) throws IOException;
}
