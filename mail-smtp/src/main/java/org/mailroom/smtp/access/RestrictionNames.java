// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.smtp.access.Restriction.BlockListEntry;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The names of the restrictions that have something behind them, in the lower case.
final class RestrictionNames {
    static final Map<String, Subject> TABLE_CHECKS =
            Map.of(
                    "check_client_access", Subject.CLIENT,
                    "check_ccert_access", Subject.CERTIFICATE,
                    "check_reverse_client_hostname_access", Subject.REVERSE_CLIENT,
                    "check_etrn_access", Subject.ETRN,
                    "check_helo_access", Subject.HELO,
                    "check_sender_access", Subject.SENDER,
                    "check_recipient_access", Subject.RECIPIENT,
                    "check_sasl_access", Subject.SASL_USER);

    /// `check_client_mx_access` and its kind.
    static final List<String> SERVER_CHECKS =
            Stream.of("client", "reverse_client_hostname", "helo", "sender", "recipient")
                    .flatMap(
                            subject ->
                                    Stream.of("a", "mx", "ns")
                                            .map(it -> "check_" + subject + "_" + it + "_access"))
                    .toList();

    static final Map<String, Subject> NAME_LISTS =
            Map.of(
                    "reject_rhsbl_client", Subject.CLIENT,
                    "reject_rhsbl_reverse_client", Subject.REVERSE_CLIENT,
                    "reject_rhsbl_helo", Subject.HELO,
                    "reject_rhsbl_sender", Subject.SENDER,
                    "reject_rhsbl_recipient", Subject.RECIPIENT);

    static final String ADDRESS_LIST = "reject_rbl_client";
    static final String POLICY = "check_policy_service";
    static final String SLEEP = "sleep";
    static final String WARN = "warn_if_reject";

    /// Restrictions that permit who is in a list of the DNS.
    static final Map<String, BlockListEntry> ALLOW_LISTS =
            Map.of(
                    "permit_dnswl_client", BlockListEntry.ADDRESS,
                    "permit_rhswl_client", BlockListEntry.NAME);

    private RestrictionNames() {}

    /// Whether one word follows, which is no restriction.
    static boolean takesArgument(String name) {
        return withArgument().anyMatch(name::equals);
    }

    private static Stream<String> withArgument() {
        return Stream.of(
                        TABLE_CHECKS.keySet().stream(),
                        NAME_LISTS.keySet().stream(),
                        ALLOW_LISTS.keySet().stream(),
                        SERVER_CHECKS.stream(),
                        Stream.of(ADDRESS_LIST, POLICY, SLEEP))
                .flatMap(names -> names);
    }

    /// Those without an argument too.
    static Stream<String> all() {
        Stream<String> others =
                Stream.concat(Arrays.stream(Word.values()).map(Word::toString), Stream.of(WARN));
        return Stream.concat(others, withArgument());
    }
}
