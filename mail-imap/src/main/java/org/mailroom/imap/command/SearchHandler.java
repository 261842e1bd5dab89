// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import org.mailroom.imap.command.Condition.Cost;
import org.mailroom.imap.grammar.Completion;
import org.mailroom.imap.grammar.ImapCommand.Numbering;
import org.mailroom.imap.grammar.ImapCommand.Search;
import org.mailroom.imap.grammar.Ranges;
import org.mailroom.imap.grammar.ResponseWriter;
import org.mailroom.imap.grammar.SearchKey;
import org.mailroom.imap.grammar.SearchReturn;
import org.mailroom.imap.grammar.SearchReturn.Result;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// SEARCH (RFC 3501 §6.4.4; ESEARCH: RFC 4731; MODSEQ: RFC 7162 §3.1.5). For one command.
public final class SearchHandler {
    private static final long SLICE_NANOS = Duration.ofMillis(50).toNanos();
    private static final int MANY = 5000;

    private final MailboxView view;
    private final ResponseWriter out;
    private final Background background;
    private final ZoneId zone;

    public SearchHandler(MailboxView view, ResponseWriter out, Background background, ZoneId zone) {
        this.view = view;
        this.out = out;
        this.background = background;
        this.zone = zone;
    }

    public Completion search(Search command, String tag) {
        List<Integer> found = find(command.key());
        List<Long> numbers = found.stream().map(p -> number(p, command.by())).toList();
        switch (command.returns()) {
            case SearchReturn.Plain _ -> plain(numbers);
            case SearchReturn.Extended(var results) -> {
                // RFC 4466 §2.6.2: which command this answers, and what the numbers are
                out.text("* ESEARCH (TAG \"").text(tag).text("\")");
                out.text(command.by() == Numbering.UID ? " UID" : "");
                extended(numbers, results);
            }
        }
        // RFC 7162 §3.1.5: told when the search was for MODSEQ
        if (command.key().uses(SearchKey.ChangedSince.class) && !found.isEmpty()) {
            modSeq(command.returns(), found);
        }
        out.crlf();
        return Completion.ok("Search completed.");
    }

    /// The positions of the messages found, rising. Where it takes long it is done in slices, so
    /// that searches of others get their turn, and it ends when its client does.
    private List<Integer> find(SearchKey key) {
        Condition condition = new SearchPlan(view, zone).condition(key);
        int size = view.shown().size();
        var found = new ArrayList<Integer>();
        boolean takesLong = condition.cost() != Cost.INDEX || size > MANY;
        int next = 0;
        while (next < size) {
            int from = next;
            next =
                    takesLong
                            ? background.compute(() -> look(condition, from, found))
                            : look(condition, from, found);
        }
        return found;
    }

    /// Looks at messages for a while, and answers which is next.
    private int look(Condition condition, int from, List<Integer> found) {
        long end = System.nanoTime() + SLICE_NANOS;
        int position = from;
        while (position < view.shown().size() && (position == from || System.nanoTime() < end)) {
            if (condition.holds(new Candidate(view, position))) {
                found.add(position);
            }
            position++;
        }
        return position;
    }

    private long number(int position, Numbering by) {
        return switch (by) {
            case UID -> view.shown().uid(position);
            case SEQUENCE -> position + 1L;
        };
    }

    private void plain(List<Long> numbers) {
        out.text("* SEARCH");
        for (long number : numbers) {
            out.octet(' ').number(number);
        }
    }

    // RFC 4731 §3.1: MIN, MAX and ALL are left out when nothing was found
    private void extended(List<Long> numbers, Set<Result> results) {
        if (results.contains(Result.MIN) && !numbers.isEmpty()) {
            out.text(" MIN ").number(numbers.getFirst());
        }
        if (results.contains(Result.MAX) && !numbers.isEmpty()) {
            out.text(" MAX ").number(numbers.getLast());
        }
        if (results.contains(Result.ALL) && !numbers.isEmpty()) {
            out.text(" ALL ").text(Ranges.of(numbers).toString());
        }
        if (results.contains(Result.COUNT)) {
            out.text(" COUNT ").number(numbers.size());
        }
    }

    private void modSeq(SearchReturn returns, List<Integer> found) {
        switch (returns) {
            case SearchReturn.Plain _ ->
                    out.text(" (MODSEQ ").number(highestModSeq(found)).octet(')');
            case SearchReturn.Extended(var results) ->
                    out.text(" MODSEQ ").number(highestModSeq(told(found, results)));
        }
    }

    // RFC 4731 §3.2: where MIN and MAX are all that is told, theirs
    private static List<Integer> told(List<Integer> found, Set<Result> results) {
        if (results.contains(Result.ALL) || results.contains(Result.COUNT)) {
            return found;
        }
        var ends = new ArrayList<Integer>();
        if (results.contains(Result.MIN)) {
            ends.add(found.getFirst());
        }
        if (results.contains(Result.MAX)) {
            ends.add(found.getLast());
        }
        return ends;
    }

    private long highestModSeq(List<Integer> positions) {
        return positions.stream().mapToLong(view::modSeq).max().orElseThrow();
    }
}
