// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The parameters of Postfix that have no effect here, from the resource `postfix-names.tsv`.
final class PostfixNames {

    /// Why a parameter of Postfix has no effect here.
    ///
    /// @param fallback its default in Postfix; empty where it has none or depends on the build
    record Reason(Group group, String fallback, String why) {}

    enum Group {
        /// What it is for is done in another way, or not at all, on purpose.
        NOT_NEEDED,
        /// What it is for is still to be built.
        NOT_YET
    }

    private static final Reason OTHER_SCHEDULE =
            new Reason(
                    Group.NOT_NEEDED,
                    "",
                    "deliveries are scheduled in another way, to which these numbers mean nothing");

    /// What stands behind the name of a transport in `smtp_delivery_slot_cost` and its kind.
    private static final Map<String, Reason> PER_TRANSPORT =
            Map.of(
                    "_delivery_slot_cost", OTHER_SCHEDULE,
                    "_delivery_slot_discount", OTHER_SCHEDULE,
                    "_delivery_slot_loan", OTHER_SCHEDULE,
                    "_minimum_delivery_slots", OTHER_SCHEDULE,
                    "_recipient_limit", OTHER_SCHEDULE,
                    "_extra_recipient_limit", OTHER_SCHEDULE,
                    "_recipient_refill_limit", OTHER_SCHEDULE,
                    "_recipient_refill_delay", OTHER_SCHEDULE);

    private static final Map<String, Reason> REASONS = read();

    private PostfixNames() {}

    static Optional<Reason> reason(String name) {
        Reason known = REASONS.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        return PER_TRANSPORT.entrySet().stream()
                .filter(entry -> name.endsWith(entry.getKey()))
                .filter(entry -> name.length() > entry.getKey().length())
                .max(Comparator.comparingInt(entry -> entry.getKey().length()))
                .map(Map.Entry::getValue);
    }

    static String fallback(String name) {
        return reason(name).map(Reason::fallback).orElse("");
    }

    static Map<String, Reason> all() {
        return REASONS;
    }

    private static Map<String, Reason> read() {
        var reasons = new LinkedHashMap<String, Reason>();
        Group group = Group.NOT_NEEDED;
        for (String line : text().split("\n", -1)) {
            if (line.startsWith("[")) {
                group = Group.valueOf(line.substring(1, line.length() - 1));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                String[] fields = line.split("\t", -1);
                reasons.put(fields[0], new Reason(group, fields[1], fields[2]));
            }
        }
        return Map.copyOf(reasons);
    }

    private static String text() {
        try (var resource = PostfixNames.class.getResourceAsStream("postfix-names.tsv")) {
            return new String(
                    Objects.requireNonNull(resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
