// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailroom.core.route.RouteLab.address;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.address.Address;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/// What an address becomes by `virtual_alias_maps` and `alias_maps`, and where that ends.
class AliasExpansionTest {
    private final RouteLab lab = new RouteLab();

    @Test
    void followsVirtualThenLocalAliases() {
        lab.virtualAliases.put("info@alias.example", "staff, x@far.example");
        lab.localAliases.put("staff", "ann,bob, info@alias.example.net");

        assertThat(lab.recipients("info@alias.example", "ann@example.org"))
                .containsExactly(
                        "ann@example.org < info@alias.example",
                        "bob@example.org < info@alias.example",
                        "info@alias.example.net < info@alias.example",
                        "x@far.example < info@alias.example");
    }

    @Test
    void endsWhereAnAliasNamesItself() {
        lab.localAliases.put("ann", "\\ann, copy@far.example");
        lab.virtualAliases.put("bob@example.org", "bob@example.org");

        assertThat(lab.recipients("ann@example.org", "bob@example.org"))
                .containsExactly(
                        "ann@example.org < ann@example.org",
                        "copy@far.example < ann@example.org",
                        "bob@example.org < bob@example.org");
    }

    @Test
    void asksTheNextTableForANameThatStandsForItself() {
        lab.virtualAliases.put("ann@example.org", "ann@example.org");
        lab.localAliases.put("ann", "ann, bob");
        lab.forwards(Map.of("ann", "\\ann, x@far.example"));

        assertThat(lab.recipients("ann@example.org"))
                .containsExactly(
                        "ann@example.org < ann@example.org",
                        "x@far.example < ann@example.org",
                        "bob@example.org < ann@example.org");
    }

    @Test
    void asksOnceWhatAnAddressBecomes() {
        lab.virtualAliases.put("info@alias.example", "ann");

        lab.known("info@alias.example");

        assertThat(lab.asked)
                .containsOnlyOnce("virtual_alias_maps info@alias.example")
                .containsOnlyOnce("virtual_alias_maps ann@example.org");
    }

    @Test
    void doesNotExpandWhileATableCannotBeAsked() {
        lab.broken = "alias_maps";

        assertThat(lab.expand("ann@example.org"))
                .isEqualTo(new Expansion.NotNow("alias_maps lookup error"));
    }

    @Test
    void stopsAtLoopsAndUnreasonableAliases() {
        lab.localAliases.put("a", "b");
        lab.localAliases.put("b", "a");
        lab.virtualAliases.put("many@example.org", "1,2,3,4,5,6,7,8,9,10,11");
        lab.localAliases.put("empty", " , ");
        lab.localAliases.put("pipe", "\"|/usr/bin/vacation ann\"");
        lab.localAliases.put("odd", "ann, @far.example");
        for (int i = 0; i < 25; i++) {
            lab.localAliases.put("n" + i, "n" + (i + 1));
        }

        assertThat(List.of("a", "many", "empty", "pipe", "odd", "n0"))
                .map(user -> lab.expand(user + "@example.org"))
                .containsExactly(
                        new Expansion.NotNow("alias loop at a@example.org"),
                        new Expansion.NotNow("unreasonable alias expansion of many@example.org"),
                        new Expansion.NotNow("alias without a target"),
                        new Expansion.NotNow(
                                "mail is not given to commands or files: \"|/usr/bin/vacation"
                                        + " ann\""),
                        new Expansion.NotNow("bad address in alias: @far.example"),
                        new Expansion.NotNow("unreasonable alias nesting at n20@example.org"));
    }

    @Test
    void limitsOnlyWhatVirtualAliasesBecome() {
        lab.localAliases.put("everybody", "1,2,3,4,5,6,7,8,9,10,11,team,team");
        lab.localAliases.put("team", "1, 12");

        assertThat(lab.recipients("everybody@example.org")).hasSize(12);
    }

    @Test
    void limitsWhatAliasesBecome() {
        lab.localAliases.put("all", "x,".repeat(100_000) + "y");

        assertThat(lab.expand("all@example.org"))
                .isEqualTo(new Expansion.NotNow("unreasonable alias expansion of all@example.org"));
    }

    // aliases(5): lists in files, with comments, and lists in them
    @Test
    void followsListsInFiles(@TempDir Path folder) throws IOException {
        Path inner = Files.writeString(folder.resolve("inner"), "bob, \\ann\n");
        Path outer = folder.resolve("outer");
        Files.writeString(outer, "# the team\n\nx@far.example,\n :include:" + inner + "\n");
        Path circle = folder.resolve("circle");
        Files.writeString(circle, ":include:" + circle);
        Path open = Files.writeString(folder.resolve("open"), "ann\n");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--rw-"));
        lab.localAliases.put("team", "\":include:" + outer + "\", ann");
        lab.localAliases.put("circle", ":include:" + circle);
        lab.localAliases.put("open", ":include:" + open);
        lab.localAliases.put("none", ":include:" + folder.resolve("none"));
        lab.localAliases.put("long", "x".repeat(100));

        assertThat(lab.recipients("team@example.org"))
                .containsExactly(
                        "x@far.example < team@example.org",
                        "bob@example.org < team@example.org",
                        "ann@example.org < team@example.org");
        assertThat(List.of("circle", "open", "none", "long"))
                .map(user -> lab.expand(user + "@example.org"))
                .containsExactly(
                        new Expansion.NotNow("unreasonable nesting of lists at " + circle),
                        new Expansion.NotNow(open + " is not used: others may write to it"),
                        new Expansion.NotNow(
                                "cannot read "
                                        + folder.resolve("none")
                                        + ": there is no such file"),
                        new Expansion.NotNow("unreasonably long address in alias of long"));
    }

    @Test
    @Timeout(60)
    void readsEachListOnce(@TempDir Path folder) throws IOException {
        Path next = Files.writeString(folder.resolve("l9"), "bob, ann");
        for (int i = 8; i >= 0; i--) {
            String line = ":include:" + next + "\n";
            next = Files.writeString(folder.resolve("l" + i), line.repeat(30));
        }
        lab.localAliases.put("ladder", ":include:" + next);

        assertThat(lab.recipients("ladder@example.org"))
                .containsExactly(
                        "bob@example.org < ladder@example.org",
                        "ann@example.org < ladder@example.org");
    }

    @Test
    void limitsHowManyListsAreRead(@TempDir Path folder) throws IOException {
        Path list = folder.resolve("list");
        Files.writeString(list, "bob\n");
        var names = new StringJoiner(",");
        for (int i = 0; i <= 1000; i++) {
            names.add(":include:" + folder + "/.".repeat(i) + "/list");
        }
        lab.localAliases.put("lists", names.toString());

        assertThat(lab.expand("lists@example.org"))
                .isEqualTo(
                        new Expansion.NotNow("unreasonable alias expansion of lists@example.org"));
    }

    @Test
    void sendsMailForRewrittenSendersBackToThem() {
        Address rewritten = RouteLab.SRS.forwarded(address("x@far.example"));
        Address forged = address(rewritten.localPart().replace("far", "bar") + "@example.org");

        assertThat(lab.router().known(rewritten)).isEqualTo(new Known.Yes());
        assertThat(lab.recipients(rewritten.toString()))
                .containsExactly("x@far.example < " + rewritten);
        assertThat(lab.router().known(forged))
                .isEqualTo(new Known.No("No way back to a sender, or it is too old"));
    }
}
