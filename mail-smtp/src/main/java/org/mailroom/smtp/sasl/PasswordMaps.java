// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.sasl;

import org.mailroom.core.address.ReversePath;
import org.mailroom.core.table.AddressLookup;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;

import java.util.List;
import java.util.Optional;

/// `smtp_sasl_password_maps`. Safe for use by several threads.
public final class PasswordMaps {
    private final List<LookupTable> tables;
    private final Optional<AddressLookup> bySender;
    private final String delimiter;

    /// @param bySender asks the same tables for senders (`smtp_sender_dependent_authentication`)
    /// @param delimiter between name and password (`smtp_sasl_password_result_delimiter`)
    public PasswordMaps(
            List<LookupTable> tables, Optional<AddressLookup> bySender, String delimiter) {
        this.tables = List.copyOf(tables);
        this.bySender = bySender;
        this.delimiter = delimiter;
    }

    /// Tables without a password.
    public static PasswordMaps none() {
        return new PasswordMaps(List.of(), Optional.empty(), ":");
    }

    /// Whether a sender may have a login of his own.
    public boolean isBySender() {
        return bySender.isPresent();
    }

    /// What there is.
    public sealed interface Found {}

    /// To be used.
    public record Known(Credentials credentials) implements Found {}

    /// Mail goes without a login.
    public record Unknown() implements Found {}

    /// A table could not be asked.
    public record Unsure(String reason) implements Found {}

    /// Asks for the sender, where senders have passwords, then for the host, then for the next hop
    /// as it stands in the route.
    public Found find(ReversePath sender, String host, String nexthop) {
        Lookup found = bySender(sender);
        for (String key : List.of(host, nexthop)) {
            for (LookupTable table : tables) {
                found = found instanceof Lookup.NotFound ? table.find(key) : found;
            }
        }
        return switch (found) {
            case Lookup.Found(var value) -> new Known(credentials(value));
            case Lookup.NotFound() -> new Unknown();
            case Lookup.Failed(var reason) -> new Unsure(reason);
        };
    }

    private Lookup bySender(ReversePath sender) {
        return sender instanceof ReversePath.Sender(var address) && bySender.isPresent()
                ? bySender.get().address(address)
                : Lookup.NOT_FOUND;
    }

    private Credentials credentials(String value) {
        int end = value.indexOf(delimiter);
        return end < 0
                ? new Credentials(value, "")
                : new Credentials(
                        value.substring(0, end), value.substring(end + delimiter.length()));
    }
}
