// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailroom.core.route.RouteLab.address;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What kind of address it is, and whether there is anybody.
class AddressClassTest {
    private final RouteLab lab = new RouteLab();

    @ParameterizedTest
    @CsvSource({
        "ann@example.org, LOCAL",
        "ann@EXAMPLE.org, LOCAL",
        "postmaster, LOCAL",
        "info@alias.example, VIRTUAL_ALIAS",
        "carl@boxes.example, VIRTUAL_MAILBOX",
        "x@relay.example, RELAY",
        "x@elsewhere.example, DEFAULT",
    })
    void classifiesByDomain(String recipient, AddressClass expected) {
        assertThat(lab.router().classify(address(recipient))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "nobody@example.org, User unknown in local recipient table",
        "nobody@alias.example, User unknown in virtual alias table",
        "nobody@boxes.example, User unknown in virtual mailbox table",
    })
    void knowsWhoDoesNotExist(String recipient, String text) {
        assertThat(lab.known(recipient)).isEqualTo(new Known.No(text));
    }

    @ParameterizedTest
    @CsvSource({"ann@example.org", "carl@boxes.example", "info@alias.example", "any@relay.example"})
    void knowsWhoExists(String recipient) {
        lab.virtualAliases.put("info@alias.example", "ann");

        assertThat(lab.known(recipient)).isEqualTo(new Known.Yes());
    }

    @ParameterizedTest
    @CsvSource({"mydestination", "virtual_alias_maps", "local_recipient_maps"})
    void isUnsureWhenATableCannotBeAsked(String table) {
        lab.broken = table;

        assertThat(lab.known("nobody@example.org"))
                .isEqualTo(new Known.Unsure(table + " lookup error"));
    }
}
