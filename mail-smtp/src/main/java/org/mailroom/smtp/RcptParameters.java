// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp;

import org.mailroom.core.address.Unitext;
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
        orcpt.ifPresent(text -> words.add("ORCPT=" + orcpt(text, Unitext.Form.SEVEN_BIT)));
        return words;
    }

    /// The value of ORCPT for an address with its type.
    ///
    /// @param form for the type `utf-8`
    public static String orcpt(String text, Unitext.Form form) {
        int semicolon = text.indexOf(';');
        String address = text.substring(semicolon + 1);
        return text.substring(0, semicolon + 1)
                + (Unitext.isTyped(text) ? Unitext.encode(address, form) : Xtext.encode(address));
    }

    /// Whether notifications were spoken of.
    public boolean asksForNotices() {
        return !equals(NONE);
    }

    public String firstKeyword() {
        return orcpt.isPresent() ? "ORCPT" : "NOTIFY";
    }
}
