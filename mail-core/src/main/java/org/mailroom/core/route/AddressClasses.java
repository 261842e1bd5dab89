// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import static org.mailroom.core.table.TableFailedException.found;

import org.mailroom.core.address.Address;
import org.mailroom.core.table.TableFailedException;

import java.util.Locale;

/// The class of an address, by its domain.
final class AddressClasses {
    private AddressClasses() {}

    /// @throws TableFailedException when a list cannot be asked
    static AddressClass of(Address recipient, RouteSettings.Domains domains) {
        String domain = recipient.domain().toLowerCase(Locale.ROOT);
        if (domain.isEmpty() || found(domains.local(), domain)) {
            return AddressClass.LOCAL;
        }
        if (found(domains.virtualAlias(), domain)) {
            return AddressClass.VIRTUAL_ALIAS;
        }
        if (found(domains.virtualMailbox(), domain)) {
            return AddressClass.VIRTUAL_MAILBOX;
        }
        return found(domains.relay(), domain) ? AddressClass.RELAY : AddressClass.DEFAULT;
    }
}
