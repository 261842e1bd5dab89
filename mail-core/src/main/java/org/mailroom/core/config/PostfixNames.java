// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

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

    /// What stands behind the name of a transport in `smtp_destination_rate_delay` and its kind.
    private static final Set<String> TRANSPORT_SUFFIXES =
            Set.of(
                    "_destination_concurrency_limit",
                    "_destination_recipient_limit",
                    "_destination_rate_delay",
                    "_transport_rate_delay",
                    "_initial_destination_concurrency",
                    "_destination_concurrency_negative_feedback",
                    "_destination_concurrency_positive_feedback",
                    "_destination_concurrency_failed_cohort_limit",
                    "_delivery_slot_cost",
                    "_delivery_slot_discount",
                    "_delivery_slot_loan",
                    "_minimum_delivery_slots",
                    "_recipient_limit",
                    "_extra_recipient_limit",
                    "_recipient_refill_limit",
                    "_recipient_refill_delay",
                    "_time_limit");

    private static final Map<String, Reason> REASONS = read();

    private PostfixNames() {}

    static Optional<Reason> reason(String name) {
        Reason known = REASONS.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        return TRANSPORT_SUFFIXES.stream()
                .filter(suffix -> name.endsWith(suffix) && name.length() > suffix.length())
                .findFirst()
                .map(
                        suffix ->
                                new Reason(
                                        Group.NOT_YET,
                                        "",
                                        "limits per transport are not read yet, except for those in"
                                                + " the reference of parameters"));
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
