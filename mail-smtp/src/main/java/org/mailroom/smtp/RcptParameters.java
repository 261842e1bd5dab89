// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp;

import org.mailroom.core.queue.Notify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What a client said behind a recipient's address (RFC 3461 §4). `orcpt` is decoded.
public record RcptParameters(Notify notices, Optional<String> orcpt) {
    public static final RcptParameters NONE = new RcptParameters(Notify.UNSAID, Optional.empty());

    /// Reads what stands behind an address; empty where it breaks the grammar.
    public static Optional<RcptParameters> parse(String options) {
        var parser = new RcptParameterParser();
        boolean good =
                Arrays.stream(options.strip().split(" +"))
                        .filter(word -> !word.isEmpty())
                        .allMatch(word -> parser.take(word).isEmpty());
        return good ? Optional.of(parser.parameters()) : Optional.empty();
    }

    /// As a client writes them.
    public List<String> words() {
        var words = new ArrayList<String>();
        if (!notices.equals(Notify.UNSAID)) {
            words.add("NOTIFY=" + notices);
        }
        orcpt.ifPresent(text -> words.add("ORCPT=" + orcpt(text)));
        return words;
    }

    private static String orcpt(String text) {
        int semicolon = text.indexOf(';');
        return text.substring(0, semicolon + 1) + Xtext.encode(text.substring(semicolon + 1));
    }

    /// Whether notifications were spoken of.
    public boolean asksForNotices() {
        return !equals(NONE);
    }

    public String firstKeyword() {
        return orcpt.isPresent() ? "ORCPT" : "NOTIFY";
    }
}
