// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.address.Address;
import org.mailroom.core.config.AddressParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.NameParameters;
import org.mailroom.core.route.Known;
import org.mailroom.core.route.TrivialRewrite;
import org.mailroom.core.table.TableEntry;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Looks for aliases that cannot be followed: circles, and lists that cannot be read.
record AliasCheck(
        MainCf main, WrittenValues values, TrivialRewrite router, Consumer<String> warnings) {
    private static final String NOBODY = "nobody.of.this.name";

    void run() {
        // Where nobody can be told for the fault of a table, no alias is to blame
        if (router.known(address(NOBODY)) instanceof Known.Unsure) {
            return;
        }
        List<TableEntry> aliases = new ArrayList<>();
        values.each(AddressParameters.ALIAS_MAPS, aliases::add);
        aliases.stream().flatMap(this::fault).forEach(warnings);
    }

    private Stream<String> fault(TableEntry alias) {
        return router.known(address(alias.key())) instanceof Known.Unsure(var reason)
                ? Stream.of("%s: alias %s: %s".formatted(alias.place(), alias.key(), reason))
                : Stream.empty();
    }

    private Address address(String name) {
        return new Address(name, main.get(NameParameters.MYORIGIN));
    }
}
