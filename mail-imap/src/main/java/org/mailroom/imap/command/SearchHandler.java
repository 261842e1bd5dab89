// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import org.mailroom.imap.grammar.Completion;
import org.mailroom.imap.grammar.ImapCommand.Numbering;
import org.mailroom.imap.grammar.ImapCommand.Search;
import org.mailroom.imap.grammar.Ranges;
import org.mailroom.imap.grammar.ResponseWriter;
import org.mailroom.imap.grammar.SearchKey;
import org.mailroom.imap.grammar.SearchReturn;
import org.mailroom.imap.grammar.SearchReturn.Result;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// SEARCH (RFC 3501 §6.4.4; ESEARCH: RFC 4731; MODSEQ: RFC 7162 §3.1.5). For one command.
public final class SearchHandler {
    private static final int MESSAGES_BETWEEN_YIELDS = 64;

    private final MailboxView view;
    private final ResponseWriter out;
    private final ZoneId zone;

    public SearchHandler(MailboxView view, ResponseWriter out, ZoneId zone) {
        this.view = view;
        this.out = out;
        this.zone = zone;
    }

    /// The numbers of the messages found, rising, and the highest modseq among them.
    private record Found(List<Long> numbers, long highestModSeq) {}

    public Completion search(Search command, String tag) {
        Found found = find(command);
        switch (command.returns()) {
            case SearchReturn.Plain _ -> plain(found);
            case SearchReturn.Extended(var results) -> {
                // RFC 4466 §2.6.2: which command this answers, and what the numbers are
                out.text("* ESEARCH (TAG \"").text(tag).text("\")");
                out.text(command.by() == Numbering.UID ? " UID" : "");
                extended(found, results);
            }
        }
        // RFC 7162 §3.1.5: told when the search was for MODSEQ
        if (command.key().uses(SearchKey.ChangedSince.class) && !found.numbers().isEmpty()) {
            modSeq(command.returns(), found.highestModSeq());
        }
        out.crlf();
        return Completion.ok("Search completed.");
    }

    @SuppressWarnings("ThreadPriorityCheck") // fairness, not correctness
    private Found find(Search command) {
        Condition condition = new SearchPlan(view, zone).condition(command.key());
        var numbers = new ArrayList<Long>();
        long highest = 0;
        for (int position = 0; position < view.shown().size(); position++) {
            // Virtual threads have no time slices, and this may take long.
            if (condition.needsContent() && position % MESSAGES_BETWEEN_YIELDS == 0) {
                Thread.yield();
            }
            if (condition.holds(new Candidate(view, position))) {
                numbers.add(number(position, command.by()));
                highest = Math.max(highest, view.modSeq(position));
            }
        }
        return new Found(numbers, highest);
    }

    private long number(int position, Numbering by) {
        return switch (by) {
            case UID -> view.shown().uid(position);
            case SEQUENCE -> position + 1L;
        };
    }

    private void plain(Found found) {
        out.text("* SEARCH");
        for (long number : found.numbers()) {
            out.octet(' ').number(number);
        }
    }

    // RFC 4731 §3.1: MIN, MAX and ALL are left out when nothing was found
    private void extended(Found found, Set<Result> results) {
        List<Long> numbers = found.numbers();
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

    private void modSeq(SearchReturn returns, long highest) {
        switch (returns) {
            case SearchReturn.Plain _ -> out.text(" (MODSEQ ").number(highest).octet(')');
            case SearchReturn.Extended _ -> out.text(" MODSEQ ").number(highest);
        }
    }
}
