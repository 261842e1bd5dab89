// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.smtp.Reply;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Says another refusal in the place of one (`smtpd_reject_filter_maps`). It stays a refusal; one
/// that ends the session does so whatever is said, and no other becomes one.
///
/// @param maps from `550 5.1.1 text` to what is said instead
public record RejectFilter(List<LookupTable> maps) {
    /// Says what it was given.
    public static final RejectFilter NONE = new RejectFilter(List.of());

    private static final Pattern REFUSAL =
            Pattern.compile(
                    "(?!421|521)([45][0-5][0-9]) (?:([45]\\.[0-9]{1,3}\\.[0-9]{1,3}) )?(\\S.*)");

    public RejectFilter {
        maps = List.copyOf(maps);
    }

    Reply instead(Reply reply) {
        if (!reply.isRefusal()) {
            return reply;
        }
        return found(reply).map(REFUSAL::matcher).filter(Matcher::matches).stream()
                .map(it -> new Reply(code(reply, it.group(1)), status(it), List.of(it.group(3))))
                .findFirst()
                .orElse(reply);
    }

    // RFC 5321 §3.8: the client must know that the session is over
    private static int code(Reply reply, String found) {
        return reply.endsSession() ? reply.code() : Integer.parseInt(found);
    }

    private static String status(Matcher found) {
        return found.group(2) == null ? "" : found.group(2);
    }

    private Optional<String> found(Reply reply) {
        for (LookupTable table : maps) {
            if (table.find(reply.toString()) instanceof Lookup.Found(var other)) {
                return Optional.of(other);
            }
        }
        return Optional.empty();
    }
}
