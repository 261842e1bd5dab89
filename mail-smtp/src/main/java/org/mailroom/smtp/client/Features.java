// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// What another server can do, as its answer to EHLO says (RFC 5321 §4.1.1.1): keywords in upper
/// case, and their parameters.
record Features(Map<String, String> keywords) {
    private static final Pattern OLD_AUTH = Pattern.compile("^AUTH=", Pattern.CASE_INSENSITIVE);

    static final Features NONE = new Features(Map.of());

    Features {
        keywords = Map.copyOf(keywords);
    }

    static Features of(RemoteReply ehlo) {
        var found = new HashMap<String, String>();
        List<String> texts = ehlo.texts();
        for (String line : texts.subList(1, texts.size())) {
            // Before RFC 2554, and in servers that are that old
            String[] words = OLD_AUTH.matcher(line.strip()).replaceFirst("AUTH ").split(" +", 2);
            String parameters = words.length > 1 ? words[1] : "";
            found.merge(words[0].toUpperCase(Locale.ROOT), parameters, (a, b) -> a + " " + b);
        }
        return new Features(found);
    }

    /// The mechanisms of AUTH (RFC 4954 §3).
    List<String> mechanisms() {
        return List.of(keywords.getOrDefault("AUTH", "").strip().split(" +", -1));
    }

    /// What of XFORWARD it wants to hear.
    Set<String> forwarded() {
        String names = keywords.getOrDefault("XFORWARD", "").toUpperCase(Locale.ROOT);
        return new HashSet<>(Arrays.asList(names.strip().split(" +", -1)));
    }

    /// The same without some.
    Features without(Set<String> discarded) {
        var rest = new HashMap<>(keywords);
        rest.keySet().removeAll(discarded);
        return new Features(rest);
    }

    boolean has(String keyword) {
        return keywords.containsKey(keyword);
    }

    /// Whether a message of this size is over the limit that the server gave (RFC 1870 §4).
    boolean isTooLarge(long octets) {
        return limit() > 0 && octets > limit();
    }

    /// What the server takes in one message, and in one session.
    ServerLimits limits() {
        return ServerLimits.of(keywords.getOrDefault("LIMITS", ""));
    }

    /// The shortest time that the server can keep (RFC 2852 §3); zero where it does not say.
    long minimalDeliveryTime() {
        String minimum = keywords.getOrDefault("DELIVERBY", "").split(",", 2)[0];
        return minimum.matches("[0-9]{1,9}") ? Long.parseLong(minimum) : 0;
    }

    /// The limit of SIZE; zero is none, as is one that cannot be read.
    long limit() {
        String limit = keywords.getOrDefault("SIZE", "");
        return limit.matches("[0-9]{1,18}") ? Long.parseLong(limit) : 0;
    }
}
