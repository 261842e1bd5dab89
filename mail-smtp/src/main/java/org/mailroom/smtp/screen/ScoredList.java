// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.screen;

import org.mailroom.core.config.ConfigException;
import org.mailroom.smtp.dnslist.AnswerFilter;
import org.mailroom.smtp.identity.Hostname;

import java.util.Optional;
import java.util.regex.Pattern;

/// An element of `postscreen_dnsbl_sites`: a list of the DNS, which of its answers count, and how
/// much: `zen.spamhaus.org=127.0.0.[2..11]*2`. A negative weight speaks for a client.
public record ScoredList(String zone, AnswerFilter filter, int weight) {
    private static final Pattern TEXT =
            Pattern.compile("([^=*]+)(?:=([^*]+))?(?:\\*([-+]?\\d{1,6}))?");

    /// Reads an element.
    ///
    /// @throws ConfigException where it is none
    public static ScoredList of(String element) {
        var parts = TEXT.matcher(element);
        if (!parts.matches() || !Hostname.isValid(parts.group(1))) {
            throw wrong(element);
        }
        Optional<AnswerFilter> filter =
                parts.group(2) == null
                        ? Optional.of(AnswerFilter.ANY)
                        : AnswerFilter.parse(parts.group(2));
        int weight = parts.group(3) == null ? 1 : Integer.parseInt(parts.group(3));
        return new ScoredList(parts.group(1), filter.orElseThrow(() -> wrong(element)), weight);
    }

    private static ConfigException wrong(String element) {
        return new ConfigException(
                "\"%s\" is no DNS list: expected domain, domain*2 or domain=127.0.0.[2..11]*2"
                        .formatted(element));
    }
}
