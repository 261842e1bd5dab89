// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.rewrite;

import org.mailroom.core.address.Address;

/// The full form of an address that was written short: `user` becomes `user@origin`, `user@host`
/// becomes `user@host.domain`, and a dot at the end goes. Empty texts leave addresses as they are.
///
/// @param origin `myorigin`, with `append_at_myorigin`
/// @param domain `mydomain`, with `append_dot_mydomain`
public record StandardForm(String origin, String domain) {

    Address of(Address address) {
        String given = address.domain();
        if (given.isEmpty()) {
            return new Address(address.localPart(), origin);
        }
        String bare = given.endsWith(".") ? given.substring(0, given.length() - 1) : given;
        boolean isShort = !domain.isEmpty() && bare.indexOf('.') < 0 && !bare.startsWith("[");
        return new Address(address.localPart(), isShort ? bare + "." + domain : bare);
    }
}
