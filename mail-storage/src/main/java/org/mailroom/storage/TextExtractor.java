// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage;

import org.mailroom.core.message.MessageContent;

import java.io.IOException;
import java.io.Reader;

/// Finds the text of messages, as people read it and search it. Safe for use by several threads.
public interface TextExtractor {
    /// Takes the text of a message, piece by piece. No match goes from one piece to another.
    interface Sink {
        /// A line of the header.
        void header(String line) throws IOException;

        /// A part of the body.
        void body(Reader text) throws IOException;
    }

    /// The version of what is found: what was indexed by another version is not used.
    int version();

    void extract(MessageContent content, Sink sink) throws IOException;
}
