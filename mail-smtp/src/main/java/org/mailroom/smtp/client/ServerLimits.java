// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.queue.Recipient;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How much a server says it takes (RFC 9422 §4). What it does not say, or what cannot be read, is
/// no limit.
///
/// @param recipients of one message
/// @param domains of the recipients of one message
/// @param mails in one session
record ServerLimits(int recipients, int domains, int mails) {
    // RFC 9422 §3: a positive number of up to six digits
    private static final Pattern LIMIT =
            Pattern.compile("(RCPTMAX|RCPTDOMAINMAX|MAILMAX)=([1-9][0-9]{0,5})");

    static final ServerLimits NONE =
            new ServerLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

    /// @param parameters what stands behind `LIMITS`
    static ServerLimits of(String parameters) {
        ServerLimits all = NONE;
        for (String word : parameters.strip().split(" +", -1)) {
            Matcher limit = LIMIT.matcher(word.toUpperCase(Locale.ROOT));
            if (limit.matches()) {
                all = all.with(limit.group(1), Integer.parseInt(limit.group(2)));
            }
        }
        return all;
    }

    private ServerLimits with(String name, int limit) {
        return switch (name) {
            case "RCPTMAX" -> new ServerLimits(limit, domains, mails);
            case "RCPTDOMAINMAX" -> new ServerLimits(recipients, limit, mails);
            default -> new ServerLimits(recipients, domains, limit);
        };
    }

    /// Recipients, given by their positions, parted into messages that the server takes.
    List<List<Integer>> messages(List<Integer> positions, List<Recipient> all) {
        var messages = new ArrayList<List<Integer>>();
        var current = new ArrayList<Integer>();
        var itsDomains = new HashSet<String>();
        for (int position : positions) {
            String domain = all.get(position).address().domain().toLowerCase(Locale.ROOT);
            itsDomains.add(domain);
            if (current.size() == recipients || itsDomains.size() > domains) {
                messages.add(List.copyOf(current));
                current.clear();
                itsDomains.clear();
                itsDomains.add(domain);
            }
            current.add(position);
        }
        if (!current.isEmpty()) {
            messages.add(current);
        }
        return messages;
    }
}
