// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.address.Address;
import org.mailroom.core.config.AddressUse;
import org.mailroom.core.table.AddressLookup;
import org.mailroom.core.table.Delimiters;
import org.mailroom.core.table.Match;
import org.mailroom.core.table.MatchList.Reach;
import org.mailroom.core.table.Tables;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

class AddressRewritingTest {
    private static final StandardForm FORM = new StandardForm("example.org", "example.net");
    private static final Masquerade NO_MASQUERADE = new Masquerade(List.of(), _ -> Match.NO);

    private static AddressMap map(String entries) {
        var tables = Tables.of("hash", Set.of(), _ -> {});
        var lookup =
                new AddressLookup(
                        List.of(tables.open("inline:{" + entries + "}")),
                        new Delimiters("+", Delimiters.ListNames.WHOLE),
                        domain -> domain.equals("example.org") ? Match.YES : Match.NO,
                        Reach.NAME);
        return new AddressMap(lookup::addressAnswer, true, "example.org");
    }

    private static Address address(String text) {
        int at = text.lastIndexOf('@');
        return at < 0
                ? new Address(text, "")
                : new Address(text.substring(0, at), text.substring(at + 1));
    }

    private static String rewritten(AddressRewriting rewriting, String text, AddressUse use) {
        return switch (rewriting.rewrite(address(text), use)) {
            case Rewritten.To(var to) -> to.toString();
            case Rewritten.NotNow(var reason) -> reason;
        };
    }

    private static AddressRewriting canonical(String entries) {
        return new AddressRewriting(
                FORM,
                List.of(
                        new AddressRewriting.Canonical(
                                EnumSet.allOf(AddressUse.class), map(entries))),
                NO_MASQUERADE,
                Set.of());
    }

    @ParameterizedTest
    @CsvSource({
        "ann, ann@example.org",
        "ann@host, ann@host.example.net",
        "ann@host.test., ann@host.test",
        "ann@[192.0.2.1], ann@[192.0.2.1]",
        "ann@Far.test, ann@Far.test",
    })
    void completesAddresses(String given, String expected) {
        assertThat(rewritten(canonical("x=y"), given, AddressUse.ENVELOPE_SENDER))
                .isEqualTo(expected);
    }

    // canonical(5): user@domain, user for local domains, @domain; the extension goes along, but not
    // with a match of the whole address; a result of @domain keeps the user
    @ParameterizedTest
    @CsvSource({
        "ann@example.org, Ann.Lee@example.com",
        "ann+x@example.org, Ann.Lee+x@example.com",
        "ann@far.test, ann@far.test",
        "bob@old.test, bob@new.test",
        "bob+x@old.test, bob+x@new.test",
        "eve+x@old.test, carl@example.org",
        "one@step.test, three@step.test",
        "self+x@step.test, self+x@step.test",
    })
    void followsCanonicalTables(String given, String expected) {
        var rewriting =
                canonical(
                        "{ann=Ann.Lee@example.com}, {@old.test=@new.test}, {eve+x@old.test=carl},"
                                + " {one@step.test=two@step.test}, {two@step.test=three@step.test},"
                                + " {self@step.test=self@step.test}");

        assertThat(rewritten(rewriting, given, AddressUse.HEADER_RECIPIENT)).isEqualTo(expected);
    }

    @Test
    void endsWhereCanonicalTablesGoInCircles() {
        assertThat(
                        rewritten(
                                canonical("{a@x.test=b@x.test}, {b@x.test=a@x.test}"),
                                "a@x.test",
                                AddressUse.ENVELOPE_SENDER))
                .isEqualTo("a@x.test");
    }

    @Test
    void cannotUseWhatIsNoAddress() {
        assertThat(rewritten(canonical("{a@x.test=b@}"), "a@x.test", AddressUse.ENVELOPE_SENDER))
                .isEqualTo("no address for <a@x.test>: \"b@\"");
    }

    @Test
    void asksTablesForTheUsesThatTheyAreForInTheirOrder() {
        var senders =
                new AddressRewriting.Canonical(EnumSet.of(AddressUse.ENVELOPE_SENDER), map("a=b"));
        var all = new AddressRewriting.Canonical(EnumSet.allOf(AddressUse.class), map("a=c, b=d"));
        var rewriting = new AddressRewriting(FORM, List.of(senders, all), NO_MASQUERADE, Set.of());

        assertThat(rewritten(rewriting, "a", AddressUse.ENVELOPE_SENDER))
                .isEqualTo("d@example.org");
        assertThat(rewritten(rewriting, "a", AddressUse.HEADER_SENDER)).isEqualTo("c@example.org");
    }

    @ParameterizedTest
    @CsvSource({
        "a@host.example.org, a@example.org",
        "a@example.org, a@example.org",
        "a@deep.open.example.org, a@deep.open.example.org",
        "a@otherexample.org, a@otherexample.org",
        "root@host.example.org, root@host.example.org",
    })
    void masqueradesHosts(String given, String expected) {
        var masquerade =
                new Masquerade(
                        List.of("!open.Example.org", "example.org"),
                        user -> user.equals("root") ? Match.YES : Match.NO);
        var rewriting =
                new AddressRewriting(
                        FORM, List.of(), masquerade, EnumSet.of(AddressUse.HEADER_SENDER));

        assertThat(rewritten(rewriting, given, AddressUse.HEADER_SENDER)).isEqualTo(expected);
        assertThat(rewritten(rewriting, given, AddressUse.ENVELOPE_RECIPIENT)).isEqualTo(given);
    }
}
