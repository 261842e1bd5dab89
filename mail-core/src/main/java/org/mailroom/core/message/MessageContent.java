// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import java.io.IOException;
import java.io.InputStream;

/// The octets of one message, every line ending in CRLF (the last may lack it). Can be read any
/// number of times. Safe for use by several threads.
public interface MessageContent {

    /// The number of octets that `open` yields: RFC822.SIZE.
    long octets();

    /// A new stream over the content; buffered by the caller as needed, closed by the caller.
    InputStream open() throws IOException;

    /// The lines of the header, without the empty line behind it. Of a header that is longer than
    /// `most` octets, the whole lines that fit.
    default byte[] header(int most) throws IOException {
        try (InputStream in = open()) {
            return HeaderBlock.read(in, most);
        }
    }

    /// Content that lies in memory. The array is owned by the content from now on.
    static MessageContent of(byte[] octets) {
        return new InMemoryContent(octets);
    }
}
