// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.rewrite;

import org.mailroom.core.address.Address;
import org.mailroom.core.config.AddressUse;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/// Rewrites the addresses in the fields of a header, up to a limit; those behind it stay as they
/// are. Used by one thread.
public final class HeaderAddressEdit {
    private static final Map<String, AddressUse> FIELDS =
            Map.ofEntries(
                    Map.entry("from", AddressUse.HEADER_SENDER),
                    Map.entry("sender", AddressUse.HEADER_SENDER),
                    Map.entry("reply-to", AddressUse.HEADER_SENDER),
                    Map.entry("errors-to", AddressUse.HEADER_SENDER),
                    Map.entry("return-receipt-to", AddressUse.HEADER_SENDER),
                    Map.entry("disposition-notification-to", AddressUse.HEADER_SENDER),
                    Map.entry("mail-followup-to", AddressUse.HEADER_SENDER),
                    Map.entry("resent-from", AddressUse.HEADER_SENDER),
                    Map.entry("resent-sender", AddressUse.HEADER_SENDER),
                    Map.entry("resent-reply-to", AddressUse.HEADER_SENDER),
                    Map.entry("to", AddressUse.HEADER_RECIPIENT),
                    Map.entry("cc", AddressUse.HEADER_RECIPIENT),
                    Map.entry("bcc", AddressUse.HEADER_RECIPIENT),
                    Map.entry("apparently-to", AddressUse.HEADER_RECIPIENT),
                    Map.entry("resent-to", AddressUse.HEADER_RECIPIENT),
                    Map.entry("resent-cc", AddressUse.HEADER_RECIPIENT),
                    Map.entry("resent-bcc", AddressUse.HEADER_RECIPIENT));

    // Each is several questions to tables. Postfix's header_address_token_limit
    private static final int MAX_ADDRESSES = 10_240;

    private final BiFunction<Address, AddressUse, Rewritten> rewriting;
    private Optional<String> trouble = Optional.empty();
    private int addresses;

    /// What becomes of an address is asked for each.
    public HeaderAddressEdit(BiFunction<Address, AddressUse, Rewritten> rewriting) {
        this.rewriting = rewriting;
    }

    /// Why an address could not be rewritten: then the message cannot be taken now.
    public Optional<String> trouble() {
        return trouble;
    }

    /// The whole field with other addresses, or the same array.
    ///
    /// @param name in lower case
    public byte[] edit(String name, byte[] field) {
        AddressUse use = FIELDS.get(name);
        if (use == null || trouble.isPresent() || addresses >= MAX_ADDRESSES) {
            return field;
        }
        String text = new String(field, StandardCharsets.ISO_8859_1);
        int colon = text.indexOf(':') + 1;
        String before = text.substring(colon);
        String after = HeaderAddresses.rewrite(before, address -> rewritten(address, use));
        return after.equals(before)
                ? field
                : (text.substring(0, colon) + after).getBytes(StandardCharsets.ISO_8859_1);
    }

    private Address rewritten(Address address, AddressUse use) {
        if (trouble.isPresent() || ++addresses > MAX_ADDRESSES) {
            return address;
        }
        return switch (rewriting.apply(address, use)) {
            case Rewritten.To(var to) -> to;
            case Rewritten.NotNow(var reason) -> {
                trouble = Optional.of(reason);
                yield address;
            }
        };
    }
}
