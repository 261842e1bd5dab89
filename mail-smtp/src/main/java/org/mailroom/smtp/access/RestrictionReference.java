// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import java.util.Objects;
import java.util.stream.Collectors;

/// The reference page of all restrictions, in Markdown: a line for each.
final class RestrictionReference {
    private static final String INTRODUCTION =
            """
            # Restrictions

            This page is made from the declarations in `org.mailroom.smtp.access`; change it there.

            What may stand in `smtpd_client_restrictions` and its kind ([parameters](parameters.md)), in \
            `smtpd_restriction_classes`, and in access tables behind an address. They are asked in their \
            order, until one permits or refuses; their meaning is Postfix's. `TABLE` is a lookup table, \
            `type:name`, with the actions of access(5). `ZONE` is a domain with a list in the DNS; \
            `ZONE=127.0.0.[2..11]` takes only such answers.

            """;

    private RestrictionReference() {}

    static String markdown() {
        return INTRODUCTION
                + RestrictionNames.all()
                        .sorted()
                        .map(RestrictionReference::line)
                        .collect(Collectors.joining());
    }

    private static String line(String name) {
        return Word.named(name)
                .map(word -> "- `%s`: %s\n".formatted(name, word.doc()))
                .orElseGet(() -> withArgument(name));
    }

    private static String withArgument(String name) {
        Subject asked = RestrictionNames.TABLE_CHECKS.get(name);
        if (asked != null) {
            return "- `%s TABLE`: Does what the table says of %s.\n"
                    .formatted(name, asked.described());
        }
        Subject listed = RestrictionNames.NAME_LISTS.get(name);
        if (listed != null) {
            return "- `%s ZONE`: Refuses where the list has the domain of %s.\n"
                    .formatted(name, listed.described());
        }
        return RestrictionNames.SERVER_CHECKS.contains(name) ? ofServers(name) : single(name);
    }

    // check_sender_mx_access is about the subject of check_sender_access
    private static String ofServers(String name) {
        String base = name.replaceFirst("_(a|mx|ns)_access$", "_access");
        Subject of = Objects.requireNonNull(RestrictionNames.TABLE_CHECKS.get(base));
        return "- `%s TABLE`: Does what the table says of the %s of the domain of %s; `OK` is not allowed.\n"
                .formatted(name, servers(name, base), of.described());
    }

    private static String servers(String name, String base) {
        return switch (name.charAt(base.length() - "access".length())) {
            case 'a' -> "addresses";
            case 'm' -> "mail servers";
            default -> "name servers";
        };
    }

    private static String single(String name) {
        return switch (name) {
            case RestrictionNames.ADDRESS_LIST ->
                    "- `%s ZONE`: Refuses where the list has the client's address.\n"
                            .formatted(name);
            case RestrictionNames.POLICY ->
                    "- `%s SERVICE`: Does what a policy service at `inet:host:port` or `unix:path` answers.\n"
                            .formatted(name);
            case RestrictionNames.SLEEP ->
                    "- `%s SECONDS`: Waits, and leaves the decision to what follows.\n"
                            .formatted(name);
            case RestrictionNames.WARN ->
                    "- `%s RESTRICTION`: Has a refusal by the next restriction only logged.\n"
                            .formatted(name);
            case "permit_dnswl_client" ->
                    "- `%s ZONE`: Permits where the list has the client's address.\n"
                            .formatted(name);
            case "permit_rhswl_client" ->
                    "- `%s ZONE`: Permits where the list has the client's name.\n".formatted(name);
            default -> throw new IllegalStateException(name + " is not documented");
        };
    }
}
