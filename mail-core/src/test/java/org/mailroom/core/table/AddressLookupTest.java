// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailroom.core.address.Address;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

final class AddressLookupTest {
    private final List<String> asked = new ArrayList<>();

    @Test
    void asksForAForeignAddressByDomain() {
        var _ = lookup("+").address(new Address("user+ext", "example.net"));

        assertThat(asked)
                .containsExactly("user+ext@example.net", "user@example.net", "@example.net");
    }

    @Test
    void asksForALocalAddressByUserToo() {
        var _ = lookup("+-").address(new Address("user-ext", "example.org"));

        assertThat(asked)
                .containsExactly(
                        "user-ext@example.org",
                        "user@example.org",
                        "user-ext",
                        "user",
                        "@example.org");
    }

    @Test
    void asksForATransport() {
        var _ = lookup("+").transport(new Address("user+ext", "a.example.org"));

        assertThat(asked)
                .containsExactly(
                        "user+ext@a.example.org",
                        "user@a.example.org",
                        "a.example.org",
                        ".example.org",
                        ".org",
                        "*");
    }

    @Test
    void asksForAccessByAddress() {
        var _ =
                new AddressLookup(
                                List.of(recorder(true)),
                                new Delimiters("+", Delimiters.ListNames.WHOLE),
                                _ -> Match.NO,
                                MatchList.Reach.SUBDOMAINS)
                        .accessByAddress(new Address("user+ext", "a.example.org"));

        assertThat(asked)
                .containsExactly(
                        "user+ext@a.example.org",
                        "user@a.example.org",
                        "a.example.org",
                        "example.org",
                        "org",
                        "user+ext@",
                        "user@");
    }

    @Test
    void asksForAccessByClient() {
        var _ = lookup("").accessByClient(InetAddress.ofLiteral("192.0.2.7"));
        var _ = lookup("").accessByClient(InetAddress.ofLiteral("2001:db8::7"));

        assertThat(asked)
                .containsExactly(
                        "192.0.2.7",
                        "192.0.2",
                        "192.0",
                        "192",
                        "2001:db8::7",
                        "2001:db8:",
                        "2001:db8",
                        "2001");
    }

    @Test
    void asksPatternsForTheWholeAddressOnly() {
        var _ =
                new AddressLookup(
                                List.of(recorder(false)),
                                new Delimiters("+", Delimiters.ListNames.WHOLE),
                                _ -> Match.YES,
                                MatchList.Reach.DOT_SUBDOMAINS)
                        .address(new Address("user+ext", "example.org"));

        assertThat(asked).containsExactly("user+ext@example.org");
    }

    @Test
    void tellsTheExtensionThatWasNotLookedFor() {
        LookupTable table =
                Tables.of("hash", Set.of(), _ -> {}).open("inline:{u@x=1, v+e@x=2, @y=3}");
        var lookup =
                new AddressLookup(
                        List.of(table),
                        new Delimiters("+", Delimiters.ListNames.WHOLE),
                        _ -> Match.NO,
                        MatchList.Reach.DOT_SUBDOMAINS);

        assertThat(lookup.addressAnswer(new Address("u+e", "x")))
                .extracting(AddressLookup.Answer::lookup, AddressLookup.Answer::extension)
                .containsExactly(new Lookup.Found("1"), "+e");
        assertThat(lookup.addressAnswer(new Address("v+e", "x")))
                .extracting(AddressLookup.Answer::lookup, AddressLookup.Answer::extension)
                .containsExactly(new Lookup.Found("2"), "");
        assertThat(lookup.addressAnswer(new Address("w+e", "y")))
                .extracting(AddressLookup.Answer::lookup, AddressLookup.Answer::extension)
                .containsExactly(new Lookup.Found("3"), "");
        assertThat(lookup.addressAnswer(new Address("u", "x")).table()).contains(table);
        assertThat(lookup.addressAnswer(new Address("u", "z")).table()).isEmpty();
    }

    @Test
    void doesNotGuessWhetherADomainIsLocal() {
        LookupTable table = Tables.of("hash", Set.of(), _ -> {}).open("inline:{u@x=1, v=2}");
        var lookup =
                new AddressLookup(
                        List.of(table),
                        Delimiters.NONE,
                        _ -> new Match.Unsure("down"),
                        MatchList.Reach.DOT_SUBDOMAINS);

        assertThat(lookup.address(new Address("u", "x"))).isEqualTo(new Lookup.Found("1"));
        assertThat(lookup.address(new Address("v", "x"))).isEqualTo(new Lookup.Failed("down"));
    }

    @Test
    void splitsNoNamesOfTheMailSystem() {
        var delimiters = new Delimiters("-", Delimiters.ListNames.WHOLE);

        assertThat(delimiters.split("owner-list"))
                .isEqualTo(new Delimiters.Split("owner-list", ""));
        assertThat(delimiters.split("Mailer-Daemon"))
                .isEqualTo(new Delimiters.Split("Mailer-Daemon", ""));
        assertThat(new Delimiters("-", Delimiters.ListNames.SPLIT).split("list-request"))
                .isEqualTo(new Delimiters.Split("list", "-request"));
        assertThat(delimiters.split("-a-b")).isEqualTo(new Delimiters.Split("-a", "-b"));
        assertThat(delimiters.split("u-a-b")).isEqualTo(new Delimiters.Split("u", "-a-b"));
    }

    private AddressLookup lookup(String delimiters) {
        return new AddressLookup(
                List.of(recorder(true)),
                new Delimiters(delimiters, Delimiters.ListNames.WHOLE),
                domain -> domain.equals("example.org") ? Match.YES : Match.NO,
                MatchList.Reach.DOT_SUBDOMAINS);
    }

    /// A table that knows nothing and notes what it is asked.
    private LookupTable recorder(boolean partialKeys) {
        return new LookupTable() {
            @Override
            public String spec() {
                return "recorder:";
            }

            @Override
            public Lookup find(String key) {
                asked.add(key);
                return Lookup.NOT_FOUND;
            }

            @Override
            public boolean takesPartialKeys() {
                return partialKeys;
            }
        };
    }
}
