// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage;

import org.mailroom.core.message.MessageContent;

/// For a store that nobody asks for summaries or words.
public record NeverAsked() implements Summarizer, TextExtractor {
    @Override
    public int version() {
        return 0;
    }

    @Override
    public byte[] summarize(MessageContent content) {
        throw new UnsupportedOperationException("nothing is summarized here");
    }

    @Override
    public void extract(MessageContent content, Sink sink) {
        throw new UnsupportedOperationException("nothing is searched here");
    }
}
