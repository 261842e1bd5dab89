// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.grammar;

import org.mailroom.core.message.SyntaxException;
import org.mailroom.imap.grammar.ImapCommand.Numbering;
import org.mailroom.imap.grammar.ImapCommand.Search;
import org.mailroom.imap.grammar.SearchKey.And;
import org.mailroom.imap.grammar.SearchKey.ChangedSince;
import org.mailroom.imap.grammar.SearchKey.Contains;
import org.mailroom.imap.grammar.SearchKey.DateOf;
import org.mailroom.imap.grammar.SearchKey.Dated;
import org.mailroom.imap.grammar.SearchKey.HasFlag;
import org.mailroom.imap.grammar.SearchKey.HasKeyword;
import org.mailroom.imap.grammar.SearchKey.HeaderContains;
import org.mailroom.imap.grammar.SearchKey.InSequence;
import org.mailroom.imap.grammar.SearchKey.InUids;
import org.mailroom.imap.grammar.SearchKey.IsRecent;
import org.mailroom.imap.grammar.SearchKey.Larger;
import org.mailroom.imap.grammar.SearchKey.Not;
import org.mailroom.imap.grammar.SearchKey.Or;
import org.mailroom.imap.grammar.SearchKey.Smaller;
import org.mailroom.imap.grammar.SearchKey.When;
import org.mailroom.imap.grammar.SearchReturn.Result;
import org.mailroom.storage.Flags;
import org.mailroom.storage.SearchedText;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Reads the arguments of SEARCH (RFC 3501 §6.4.4, RFC 4731, RFC 7162).
final class SearchParser {
    private static final Set<String> CHARSETS = Set.of("UTF-8", "US-ASCII");

    private final Octets in;

    SearchParser(Octets in) {
        this.in = in;
    }

    ImapCommand search(Numbering by) {
        in.space();
        SearchReturn returns = new SearchReturn.Plain();
        if (in.skipWord("RETURN (")) {
            returns = new SearchReturn.Extended(results());
            in.space();
        }
        if (in.skipWord("CHARSET ")) {
            String charset = in.astring().toUpperCase(Locale.ROOT);
            if (!CHARSETS.contains(charset)) {
                in.skipRest();
                return new ImapCommand.SearchInUnknownCharset();
            }
            in.space();
        }
        return new Search(keys(), returns, by);
    }

    private Set<Result> results() {
        var results = EnumSet.noneOf(Result.class);
        while (!in.skip(')')) {
            results.add(
                    switch (in.word()) {
                        case "MIN" -> Result.MIN;
                        case "MAX" -> Result.MAX;
                        case "ALL" -> Result.ALL;
                        case "COUNT" -> Result.COUNT;
                        default -> throw new SyntaxException("Unknown RETURN option");
                    });
            if (!in.at(')')) {
                in.space();
            }
        }
        // RFC 4731 §3.1: an empty list is ALL
        return results.isEmpty() ? EnumSet.of(Result.ALL) : results;
    }

    private SearchKey keys() {
        List<SearchKey> keys = new ArrayList<>();
        do {
            keys.add(key());
        } while (in.skipSpace());
        return keys.size() == 1 ? keys.getFirst() : new And(keys);
    }

    private SearchKey key() {
        in.deeper();
        SearchKey key;
        if (in.skip('(')) {
            key = keys();
            in.expect(')');
        } else if (in.atDigit() || in.at('*')) {
            key = new InSequence(SequenceSet.parse(in));
        } else {
            key = named(in.word());
        }
        in.shallower();
        return key;
    }

    private SearchKey named(String name) {
        return switch (name) {
            case "ALL" -> new SearchKey.All();
            case "NOT" -> new Not(nextKey());
            case "OR" -> new Or(nextKey(), nextKey());
            case "UID" -> {
                in.space();
                yield new InUids(SequenceSet.parse(in));
            }
            case "LARGER" -> new Larger(octets());
            case "SMALLER" -> new Smaller(octets());
            case "KEYWORD" -> new HasKeyword(keyword());
            case "UNKEYWORD" -> new Not(new HasKeyword(keyword()));
            case "MODSEQ" -> modSeq();
            default -> flagged(name);
        };
    }

    private SearchKey flagged(String name) {
        return switch (name) {
            case "ANSWERED" -> new HasFlag(Flags.ANSWERED);
            case "DELETED" -> new HasFlag(Flags.DELETED);
            case "DRAFT" -> new HasFlag(Flags.DRAFT);
            case "FLAGGED" -> new HasFlag(Flags.FLAGGED);
            case "SEEN" -> new HasFlag(Flags.SEEN);
            case "UNANSWERED" -> new Not(new HasFlag(Flags.ANSWERED));
            case "UNDELETED" -> new Not(new HasFlag(Flags.DELETED));
            case "UNDRAFT" -> new Not(new HasFlag(Flags.DRAFT));
            case "UNFLAGGED" -> new Not(new HasFlag(Flags.FLAGGED));
            case "UNSEEN" -> new Not(new HasFlag(Flags.SEEN));
            case "RECENT" -> new IsRecent();
            case "OLD" -> new Not(new IsRecent());
            case "NEW" -> new And(List.of(new IsRecent(), new Not(new HasFlag(Flags.SEEN))));
            default -> textual(name);
        };
    }

    private SearchKey textual(String name) {
        return switch (name) {
            case "BCC", "CC", "FROM", "SUBJECT", "TO" -> new HeaderContains(name, text());
            case "HEADER" -> new HeaderContains(text(), text());
            case "BODY" -> new Contains(SearchedText.BODY, text());
            case "TEXT" -> new Contains(SearchedText.HEADER_AND_BODY, text());
            default -> dated(name);
        };
    }

    private SearchKey dated(String name) {
        return switch (name) {
            case "BEFORE" -> dated(DateOf.ARRIVAL, When.BEFORE);
            case "ON" -> dated(DateOf.ARRIVAL, When.ON);
            case "SINCE" -> dated(DateOf.ARRIVAL, When.SINCE);
            case "SENTBEFORE" -> dated(DateOf.DATE_FIELD, When.BEFORE);
            case "SENTON" -> dated(DateOf.DATE_FIELD, When.ON);
            case "SENTSINCE" -> dated(DateOf.DATE_FIELD, When.SINCE);
            default -> throw new SyntaxException("Unknown SEARCH key");
        };
    }

    private SearchKey dated(DateOf of, When when) {
        return new Dated(of, when, DateTimes.date(text()));
    }

    private SearchKey nextKey() {
        in.space();
        return key();
    }

    private String text() {
        in.space();
        return in.astring();
    }

    private String keyword() {
        in.space();
        return in.atom();
    }

    private long octets() {
        in.space();
        return in.number();
    }

    // RFC 7162 §3.1.5: the entry name and type, if any, say nothing here
    private SearchKey modSeq() {
        in.space();
        if (in.at('"')) {
            in.string();
            in.space();
            in.word();
            in.space();
        }
        return new ChangedSince(in.longNumber());
    }
}
