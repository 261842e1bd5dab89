// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.search;

import org.mailroom.storage.TextExtractor;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.HashSet;
import java.util.Set;

/// The words of one message.
final class MessageWords implements TextExtractor.Sink {
    /// A message with more is one that has to be looked at.
    private static final int MOST = 200_000;

    private final Set<String> header = new HashSet<>();
    private final Set<String> body = new HashSet<>();
    private boolean isGivenUp;

    @Override
    public void header(String line) throws IOException {
        Words.read(new StringReader(line), header, MOST);
    }

    @Override
    public void body(Reader text) throws IOException {
        Words.read(text, body, MOST);
    }

    Set<String> header() {
        return header;
    }

    Set<String> body() {
        return body;
    }

    /// The rest of its words is not found.
    void giveUp() {
        isGivenUp = true;
    }

    /// Whether these are all its words.
    boolean isWhole() {
        return !isGivenUp && header.size() <= MOST && body.size() <= MOST;
    }
}
