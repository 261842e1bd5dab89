// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import org.mailroom.imap.grammar.ImapCommand.Numbering;
import org.mailroom.imap.grammar.Ranges;
import org.mailroom.imap.grammar.SearchKey;
import org.mailroom.imap.grammar.SearchKey.When;
import org.mailroom.imap.summary.Needle;
import org.mailroom.imap.summary.Summary;
import org.mailroom.storage.SearchedText;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;

/// Turns search keys into conditions for one mailbox: sets become positions, text is folded, and
/// what needs no message content is looked at first.
final class SearchPlan {
    private final MailboxView view;
    private final ZoneId zone;

    SearchPlan(MailboxView view, ZoneId zone) {
        this.view = view;
        this.zone = zone;
    }

    Condition condition(SearchKey key) {
        return switch (key) {
            case SearchKey.All _ -> Condition.onIndex(_ -> true);
            case SearchKey.And(var keys) -> and(keys);
            case SearchKey.Or(var left, var right) -> or(condition(left), condition(right));
            case SearchKey.Not(var negated) -> not(condition(negated));
            case SearchKey.HasFlag(int flag) ->
                    Condition.onIndex(m -> view.flags(m.position()).has(flag));
            case SearchKey.HasKeyword(String keyword) -> keyword(keyword);
            case SearchKey.IsRecent _ ->
                    Condition.onIndex(m -> view.isRecent(view.shown().uid(m.position())));
            case SearchKey.Larger(long octets) ->
                    Condition.onIndex(m -> view.shown().octets(m.position()) > octets);
            case SearchKey.Smaller(long octets) ->
                    Condition.onIndex(m -> view.shown().octets(m.position()) < octets);
            case SearchKey.InSequence(var set) -> in(view.existing(set, Numbering.SEQUENCE));
            case SearchKey.InUids(var set) -> in(view.existing(set, Numbering.UID));
            // RFC 7162 §3.1.5: equal to or greater than
            case SearchKey.ChangedSince(long modSeq) ->
                    Condition.onIndex(m -> view.modSeq(m.position()) >= modSeq);
            case SearchKey.Dated dated -> dated(dated);
            case SearchKey.HeaderContains(String field, String text) -> header(field, text);
            case SearchKey.Contains(var where, String text) -> content(where, text);
        };
    }

    private Condition and(List<SearchKey> keys) {
        List<Condition> all =
                keys.stream()
                        .map(this::condition)
                        .sorted(Comparator.comparing(Condition::cost))
                        .toList();
        return new Condition(all.getLast().cost(), m -> all.stream().allMatch(c -> c.holds(m)));
    }

    private static Condition or(Condition left, Condition right) {
        boolean swap = left.cost().compareTo(right.cost()) > 0;
        Condition first = swap ? right : left;
        Condition second = swap ? left : right;
        return new Condition(second.cost(), m -> first.holds(m) || second.holds(m));
    }

    private static Condition not(Condition negated) {
        return new Condition(negated.cost(), m -> !negated.holds(m));
    }

    private static Condition in(Ranges positions) {
        return Condition.onIndex(m -> positions.contains(m.position()));
    }

    // RFC 3501 §2.3.2: keywords are the same in any case
    private Condition keyword(String keyword) {
        return Condition.onIndex(
                m ->
                        view.flags(m.position()).keywords().stream()
                                .anyMatch(keyword::equalsIgnoreCase));
    }

    private Condition dated(SearchKey.Dated key) {
        return switch (key.of()) {
            case ARRIVAL -> Condition.onIndex(m -> holds(key.when(), arrival(m), key.date()));
            case DATE_FIELD ->
                    Condition.onSummary(
                            m ->
                                    m.sent()
                                            .filter(sent -> holds(key.when(), sent, key.date()))
                                            .isPresent());
        };
    }

    // RFC 3501 §6.4.4: disregarding time and timezone
    private LocalDate arrival(Candidate message) {
        return LocalDate.ofInstant(view.shown().internalDate(message.position()), zone);
    }

    private static boolean holds(When when, LocalDate date, LocalDate wanted) {
        return switch (when) {
            case BEFORE -> date.isBefore(wanted);
            case ON -> date.isEqual(wanted);
            case SINCE -> !date.isBefore(wanted);
        };
    }

    private static Condition header(String field, String text) {
        var needle = new Needle(text);
        return Summary.keeps(field)
                ? Condition.onSummary(m -> m.listedFieldContains(field, needle))
                : Condition.onContent(m -> m.fieldContains(field, needle));
    }

    private Condition content(SearchedText where, String text) {
        var needle = new Needle(text);
        var known = new KnownHits(view.mailbox(), where, text);
        return Condition.onContent(
                m ->
                        switch (known.of(m)) {
                            case YES -> true;
                            case NO -> false;
                            case UNKNOWN -> m.contains(where, needle);
                        });
    }
}
