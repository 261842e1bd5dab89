// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.grammar;

import org.mailroom.core.message.SyntaxException;
import org.mailroom.imap.grammar.ListRequest.Return;
import org.mailroom.imap.grammar.ListRequest.Selection;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.ModifiedUtf7;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Reads the arguments of LIST, LSUB and STATUS (RFC 3501 §6.3.8–§6.3.10, RFC 5258, RFC 5819).
final class ListParser {
    private static final int MAX_PATTERN_CHARS = 1000;

    private final Octets in;
    private final Set<Return> returns = EnumSet.noneOf(Return.class);
    private Set<StatusItem> status = Set.of();
    private int patternChars;

    ListParser(Octets in) {
        this.in = in;
    }

    ListRequest list() {
        in.space();
        Set<Selection> selection = in.skip('(') ? selection() : Set.of();
        String reference = unicode(in.astring());
        in.space();
        List<MailboxPattern> patterns = patterns(reference);
        if (in.skipSpace()) {
            if (!in.skipWord("RETURN (")) {
                throw new SyntaxException("Unknown LIST argument");
            }
            returns();
        }
        return new ListRequest(selection, patterns, returns, status);
    }

    MailboxPattern lsub() {
        in.space();
        String reference = unicode(in.astring());
        in.space();
        return pattern(reference);
    }

    /// `(MESSAGES UNSEEN)`.
    Set<StatusItem> statusItems() {
        in.expect('(');
        var items = EnumSet.noneOf(StatusItem.class);
        do {
            items.add(
                    StatusItem.named(in.word())
                            .orElseThrow(() -> new SyntaxException("Unknown STATUS item")));
        } while (in.skipSpace());
        in.expect(')');
        return items;
    }

    private List<MailboxPattern> patterns(String reference) {
        if (!in.skip('(')) {
            return List.of(pattern(reference));
        }
        var patterns = new ArrayList<MailboxPattern>();
        do {
            patterns.add(pattern(reference));
        } while (in.skipSpace());
        in.expect(')');
        return patterns;
    }

    private MailboxPattern pattern(String reference) {
        String text = unicode(in.listMailbox());
        // RFC 3501 §6.3.8: an empty mailbox name asks for the hierarchy delimiter
        String whole = text.isEmpty() ? "" : reference + text;
        patternChars += whole.length();
        if (patternChars > MAX_PATTERN_CHARS) {
            throw new SyntaxException("Patterns are too long");
        }
        return new MailboxPattern(whole);
    }

    private Set<Selection> selection() {
        var options = EnumSet.noneOf(Selection.class);
        while (!in.skip(')')) {
            options.add(
                    switch (in.word()) {
                        case "SUBSCRIBED" -> Selection.SUBSCRIBED;
                        case "REMOTE" -> Selection.REMOTE;
                        case "RECURSIVEMATCH" -> Selection.RECURSIVEMATCH;
                        case "SPECIAL-USE" -> Selection.SPECIAL_USE;
                        default -> throw new SyntaxException("Unknown LIST selection option");
                    });
            spaceUnlessClosing();
        }
        // RFC 5258 §3: RECURSIVEMATCH alone, or with REMOTE only, is an error
        if (options.contains(Selection.RECURSIVEMATCH)
                && !options.contains(Selection.SUBSCRIBED)
                && !options.contains(Selection.SPECIAL_USE)) {
            throw new SyntaxException("RECURSIVEMATCH needs another option");
        }
        in.space();
        return options;
    }

    private void returns() {
        while (!in.skip(')')) {
            switch (in.word()) {
                case "SUBSCRIBED" -> returns.add(Return.SUBSCRIBED);
                case "CHILDREN" -> returns.add(Return.CHILDREN);
                case "SPECIAL-USE" -> returns.add(Return.SPECIAL_USE);
                case "STATUS" -> {
                    in.space();
                    status = statusItems();
                }
                default -> throw new SyntaxException("Unknown LIST return option");
            }
            spaceUnlessClosing();
        }
    }

    private void spaceUnlessClosing() {
        if (!in.at(')')) {
            in.space();
        }
    }

    static String unicode(String wire) {
        return ModifiedUtf7.decode(wire)
                .orElseThrow(
                        () ->
                                new MailboxException(
                                        MailboxException.Reason.CANNOT,
                                        "Mailbox name is not valid modified UTF-7"));
    }
}
