// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailroom.core.route.RouteLab.address;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.Arrays;

/// Mail for a list is sent on from the address of its owner.
class ListOwnerTest {
    private final RouteLab lab = new RouteLab();

    private static Route.ToList list(String owner, String... members) {
        return new Route.ToList(
                address("list@example.org"),
                address(owner),
                Arrays.stream(members).map(RouteLab::address).toList());
    }

    @Test
    void sendsMailForAListOnFromItsOwner() {
        lab.virtualAliases.put("team@alias.example", "list");
        lab.localAliases.put("list", "ann, x@far.example");
        lab.localAliases.put("owner-list", "bob");

        assertThat(lab.recipients("team@alias.example", "owner-list@example.org"))
                .containsExactly(
                        "list@example.org < team@alias.example",
                        "bob@example.org < owner-list@example.org");
        assertThat(lab.route("list@example.org"))
                .isEqualTo(list("owner-list@example.org", "ann@example.org", "x@far.example"));
    }

    @ParameterizedTest
    @CsvSource({
        "BY_NAME, bob@far.example, owner-list@example.org",
        "EXPANDED, bob@far.example, bob@far.example",
        "EXPANDED, bob, bob@example.org",
        "EXPANDED, 'ann, bob', owner-list@example.org",
        "EXPANDED, |robot, owner-list@example.org",
        "EXPANDED, :include:/owners, owner-list@example.org",
    })
    void namesTheOwnerOfAList(RouteSettings.Owners how, String owner, String from) {
        lab.owners = how;
        lab.localAliases.put("list", "ann");
        lab.localAliases.put("owner-list", owner);

        assertThat(lab.route("list@example.org")).isEqualTo(list(from, "ann@example.org"));
    }

    @Test
    void followsListsThatNobodyOwns() {
        lab.localAliases.put("list", "ann, x@far.example");
        lab.localAliases.put("bob", "bob, ann");
        lab.localAliases.put("owner-bob", "ann");

        assertThat(lab.recipients("list@example.org", "bob@example.org"))
                .containsExactly(
                        "ann@example.org < list@example.org",
                        "x@far.example < list@example.org",
                        "bob@example.org < bob@example.org");
        assertThat(lab.route("bob@example.org")).isInstanceOf(Route.ToMailbox.class);
    }

    @Test
    void ownsNoListsWhereOwnersAreNothingSpecial() {
        lab.owners = RouteSettings.Owners.NONE;
        lab.localAliases.put("list", "ann");
        lab.localAliases.put("owner-list", "bob");

        assertThat(lab.recipients("list@example.org"))
                .containsExactly("ann@example.org < list@example.org");
    }

    @Test
    void doesNotKnowAnOwnedListThatCannotBeFollowed() {
        lab.localAliases.put("ann", "|robot");
        lab.localAliases.put("owner-ann", "bob");

        assertThat(lab.known("ann@example.org")).isInstanceOf(Known.Unsure.class);
        assertThat(lab.expand("ann@example.org")).isInstanceOf(Expansion.NotNow.class);
        assertThat(lab.route("ann@example.org"))
                .isEqualTo(
                        new Route.Defer("4.3.0", "mail is not given to commands or files: |robot"));
    }

    /// Their mail is a message of its own, and holds up nobody.
    @Test
    void asksNothingOfTheMembersOfAnOwnedList() {
        lab.localAliases.put("ann", "bob, x@example.org");
        lab.localAliases.put("x", "y");
        lab.localAliases.put("y", "x");
        lab.localAliases.put("owner-ann", "bob");

        assertThat(lab.known("ann@example.org")).isEqualTo(new Known.Yes());
        assertThat(lab.asked).doesNotContain("alias_maps x");
    }

    @Test
    void readsNoMembersWhereNobodyOwnsThem(@TempDir Path folder) {
        lab.localAliases.put("ann", "ann, :include:" + folder);

        assertThat(lab.expand("ann@example.org")).isInstanceOf(Expansion.NotNow.class);
        assertThat(lab.route("ann@example.org")).isInstanceOf(Route.ToMailbox.class);
    }
}
