// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.delivery.Outcome;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the administrator changes of what others say (`smtp_reply_filter`,
/// `smtp_delivery_status_filter`). A table that cannot be asked changes nothing.
///
/// @param replies asked for each line of a reply
/// @param outcomes asked for `STATUS TEXT`
/// @param passedOver records of the DNS that do not count (`smtp_dns_reply_filter`)
public record Filters(
        List<LookupTable> replies, List<LookupTable> outcomes, Predicate<String> passedOver) {
    public static final Filters NONE = new Filters(List.of(), List.of(), _ -> false);

    private static final Pattern STATUS =
            Pattern.compile("([45])(\\.[0-9]{1,3}\\.[0-9]{1,3})\\s+(.*)", Pattern.DOTALL);

    public Filters {
        replies = List.copyOf(replies);
        outcomes = List.copyOf(outcomes);
    }

    String reply(String line) {
        return replaced(replies, line);
    }

    /// What is to be done instead. Mail that was delivered stays so.
    Outcome outcome(Outcome outcome) {
        if (outcome instanceof Outcome.Delivered || outcomes.isEmpty()) {
            return outcome;
        }
        Matcher meant = STATUS.matcher(replaced(outcomes, outcome.status() + " " + outcome.text()));
        if (!meant.matches()) {
            return outcome;
        }
        String status = meant.group(1) + meant.group(2);
        return meant.group(1).equals("5")
                ? new Outcome.Failed(status, meant.group(3))
                : new Outcome.Deferred(status, meant.group(3));
    }

    private static String replaced(List<LookupTable> tables, String text) {
        for (LookupTable table : tables) {
            if (table.find(text) instanceof Lookup.Found(var other)) {
                return other;
            }
        }
        return text;
    }
}
