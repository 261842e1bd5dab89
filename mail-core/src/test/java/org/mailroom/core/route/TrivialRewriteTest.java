// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.rewrite.AddressRewriting;
import org.mailroom.core.rewrite.SenderRewriting;
import org.mailroom.core.table.AddressLookup.Answer;
import org.mailroom.core.table.Delimiters;
import org.mailroom.core.table.Lookup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class TrivialRewriteTest {
    private static final SenderRewriting SRS =
            new SenderRewriting(
                    "example.org",
                    List.of("0123456789abcdef"),
                    Duration.ofDays(21),
                    () -> Instant.EPOCH);

    private final Map<String, String> virtualAliases = new HashMap<>();
    private final Map<String, String> localAliases = new HashMap<>();
    private final Map<String, String> transports = new HashMap<>();
    private final Map<String, String> relocated = new HashMap<>();
    private RouteSettings.BySender bySender = RouteSettings.BySender.NONE;
    private RouteSettings.Local local = RouteSettings.Local.NONE;
    private ReversePath sender = ReversePath.NULL;
    private RouteSettings.Owners owners = RouteSettings.Owners.BY_NAME;
    private String relayhost = "";
    private String broken = "";
    private String failing = "unavailable";
    private final List<String> asked = new ArrayList<>();

    private TrivialRewrite router() {
        return new TrivialRewrite(
                () ->
                        new RouteSettings(
                                new RouteSettings.Domains(
                                        domains("mydestination", "example.org", "localhost"),
                                        domains("virtual_alias_domains", "alias.example"),
                                        domains("virtual_mailbox_domains", "boxes.example"),
                                        domains("relay_domains", "relay.example")),
                                new RouteSettings.Aliases(
                                        answers(table("virtual_alias_maps", virtualAliases)),
                                        answers(localTable("alias_maps", localAliases)),
                                        Set.of(),
                                        "example.org",
                                        20,
                                        10,
                                        100,
                                        owners),
                                new RouteSettings.Recipients(
                                        Optional.of(
                                                localTable(
                                                        "local_recipient_maps",
                                                        Map.of("ann", "", "bob", ""))),
                                        table(
                                                "virtual_mailbox_maps",
                                                Map.of("carl@boxes.example", "")),
                                        Optional.empty(),
                                        name -> of("passdb", List.of("ann", "bob").contains(name)),
                                        new Delimiters("+-")),
                                new RouteSettings.Transports(
                                        table("transport_maps", transports),
                                        TransportSpec.parse("local:mail.example.org"),
                                        TransportSpec.parse("virtual"),
                                        TransportSpec.parse("relay"),
                                        TransportSpec.parse("smtp"),
                                        relayhost,
                                        bySender,
                                        table("relocated_maps", relocated),
                                        Set.of("filter")),
                                AddressRewriting.NONE,
                                local,
                                Optional.of(SRS)));
    }

    private Lookup of(String name, boolean there) {
        if (broken.equals(name)) {
            return new Lookup.Failed(name + " lookup error");
        }
        return there ? new Lookup.Found("x") : Lookup.NOT_FOUND;
    }

    private Function<String, Lookup> domains(String name, String... listed) {
        return domain -> of(name, Arrays.asList(listed).contains(domain));
    }

    private Function<Address, Lookup> table(String name, Map<String, String> entries) {
        return address -> entry(name, entries, address.key());
    }

    private Function<Address, Lookup> localTable(String name, Map<String, String> entries) {
        return address -> entry(name, entries, address.localPart());
    }

    private static Function<Address, Answer> answers(Function<Address, Lookup> table) {
        return address -> new Answer(table.apply(address), "");
    }

    private Lookup entry(String name, Map<String, String> entries, String key) {
        asked.add(name + " " + key);
        if (failing.equals(key)) {
            return new Lookup.Failed(name + " lookup error");
        }
        return entries.containsKey(key) && !broken.equals(name)
                ? new Lookup.Found(entries.getOrDefault(key, ""))
                : of(name, false);
    }

    private static Address address(String text) {
        int at = text.lastIndexOf('@');
        return at < 0
                ? new Address(text, "")
                : new Address(text.substring(0, at), text.substring(at + 1));
    }

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
        assertThat(router().classify(address(recipient))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "nobody@example.org, User unknown in local recipient table",
        "nobody@alias.example, User unknown in virtual alias table",
        "nobody@boxes.example, User unknown in virtual mailbox table",
    })
    void knowsWhoDoesNotExist(String recipient, String text) {
        assertThat(router().known(address(recipient))).isEqualTo(new Known.No(text));
    }

    @ParameterizedTest
    @CsvSource({"ann@example.org", "carl@boxes.example", "info@alias.example", "any@relay.example"})
    void knowsWhoExists(String recipient) {
        virtualAliases.put("info@alias.example", "ann");

        assertThat(router().known(address(recipient))).isEqualTo(new Known.Yes());
    }

    @ParameterizedTest
    @CsvSource({"mydestination", "virtual_alias_maps", "local_recipient_maps"})
    void isUnsureWhenATableCannotBeAsked(String table) {
        broken = table;

        assertThat(router().known(address("nobody@example.org")))
                .isEqualTo(new Known.Unsure(table + " lookup error"));
    }

    @ParameterizedTest
    @CsvSource({
        "ann@example.org, ann",
        "Ann@example.org, ann",
        "ann+lists@example.org, ann",
        "ann-lists@example.org, ann",
    })
    void routesLocalUsersToTheirMailbox(String recipient, String account) {
        assertThat(router().route(address(recipient), sender))
                .isEqualTo(new Route.ToMailbox("local", account, address(recipient)));
    }

    @Test
    void routesVirtualMailboxes() {
        Address carl = address("Carl@Boxes.example");

        assertThat(router().route(carl, sender))
                .isEqualTo(new Route.ToMailbox("virtual", "carl@boxes.example", carl));
    }

    @ParameterizedTest
    @CsvSource({
        "eve@example.org, 5.1.1, unknown user: \"eve\"",
        "eve@boxes.example, 5.1.1, unknown user: \"eve@boxes.example\"",
        "eve@alias.example, 5.1.1, User unknown in virtual alias table",
    })
    void rejectsWhoDoesNotExist(String recipient, String status, String text) {
        assertThat(router().route(address(recipient), sender))
                .isEqualTo(new Route.Reject(status, text));
    }

    @Test
    void defersWhenATableCannotBeAsked() {
        broken = "transport_maps";

        assertThat(router().route(address("ann@example.org"), sender))
                .isEqualTo(new Route.Defer("4.3.0", "transport_maps lookup error"));
    }

    @Test
    void sendsOtherMailByItsDomainOrTheRelayhost() {
        Address far = address("x@far.example");
        Address relayed = address("x@relay.example");

        assertThat(router().route(far, sender))
                .isEqualTo(new Route.ToHosts("smtp", "far.example", far));
        relayhost = "[gate.example]:587";
        assertThat(router().route(far, sender))
                .isEqualTo(new Route.ToHosts("smtp", "[gate.example]:587", far));
        assertThat(router().route(relayed, sender))
                .isEqualTo(new Route.ToHosts("relay", "[gate.example]:587", relayed));
    }

    @ParameterizedTest
    @CsvSource({
        "smtp:[10.0.0.1]:26, smtp, [10.0.0.1]:26",
        "relay:, relay, far.example",
        ":[10.0.0.1], smtp, [10.0.0.1]",
        ":, smtp, far.example",
    })
    void obeysTheTransportTable(String entry, String transport, String nexthop) {
        Address far = address("x@far.example");
        transports.put("x@far.example", entry);

        assertThat(router().route(far, sender))
                .isEqualTo(new Route.ToHosts(transport, nexthop, far));
    }

    @Test
    void obeysErrorRetryAndDiscard() {
        transports.put("a@far.example", "error:5.7.1 not from here");
        transports.put("b@far.example", "error:no");
        transports.put("c@far.example", "retry:4.2.1 later");
        transports.put("d@far.example", "discard:gone");
        transports.put("e@far.example", "carrier-pigeon:roof");

        assertThat(List.of("a", "b", "c", "d", "e"))
                .map(user -> router().route(address(user + "@far.example"), sender))
                .containsExactly(
                        new Route.Reject("5.7.1", "not from here"),
                        new Route.Reject("5.0.0", "no"),
                        new Route.Defer("4.2.1", "later"),
                        new Route.Discard("gone"),
                        new Route.Defer("4.3.5", "mail transport unavailable: carrier-pigeon"));
    }

    // trivial-rewrite(8): without a next hop that is the domain, and so the text
    @Test
    void tellsTheDomainWhereNothingElseIsToBeTold() {
        transports.put("a@far.example", "error:");
        transports.put("b@far.example", "retry:");
        transports.put("c@far.example", "discard:");

        assertThat(List.of("a", "b", "c"))
                .map(user -> router().route(address(user + "@far.example"), sender))
                .containsExactly(
                        new Route.Reject("5.0.0", "far.example"),
                        new Route.Defer("4.0.0", "far.example"),
                        new Route.Discard("far.example"));
        assertThat(router().known(address("a@far.example")))
                .isEqualTo(new Known.Refused("5.1.0", "far.example"));
    }

    // trivial-rewrite(8): for mail that leaves, the sender's before everybody's
    @Test
    void sendsMailOfSomeByOtherServers() {
        Address far = address("x@far.example");
        Address relayed = address("x@relay.example");
        Address boss = address("boss@example.org");
        relayhost = "[gate.example]";
        bySender =
                new RouteSettings.BySender(
                        who -> entry("map", Map.of("boss@example.org", "relay:"), who.toString()),
                        who ->
                                entry(
                                        "map",
                                        Map.of("boss@example.org", "[fast.example]", "", "DUNNO"),
                                        who.toString()));

        assertThat(router().route(far, new ReversePath.Sender(boss)))
                .isEqualTo(new Route.ToHosts("relay", "[fast.example]", far));
        assertThat(router().route(relayed, new ReversePath.Sender(boss)))
                .isEqualTo(new Route.ToHosts("relay", "[fast.example]", relayed));
        assertThat(router().route(far, ReversePath.NULL))
                .isEqualTo(new Route.ToHosts("smtp", "[gate.example]", far));
    }

    @Test
    void refusesMailForWhoHasMovedOrCannotBeReached() {
        relocated.put("ann@example.org", "5.1.6 User has moved to ann@new.example");
        transports.put("x@far.example", "error:4.3.2 later");
        transports.put("y@far.example", "error:no");
        transports.put("carl@boxes.example", "retry:4.3.2 later");

        assertThat(List.of("ann@example.org", "x@far.example", "y@far.example"))
                .map(user -> router().known(address(user)))
                .containsExactly(
                        new Known.Refused("5.1.6", "User has moved to ann@new.example"),
                        new Known.Refused("4.3.2", "later"),
                        new Known.Refused("5.1.0", "no"));
        assertThat(router().known(address("carl@boxes.example"))).isEqualTo(new Known.Yes());
        assertThat(router().route(address("ann@example.org"), sender))
                .isEqualTo(new Route.Reject("5.1.6", "User has moved to ann@new.example"));
    }

    @Test
    void handsLocalMailOverToOtherTransports() {
        Address ann = address("ann@example.org");
        Address eve = address("eve+x@example.org");
        Address bob = address("bob@example.org");
        local =
                new RouteSettings.Local(
                        user ->
                                entry(
                                        "map",
                                        Map.of("ann", "smtp:[10.0.0.1]", "bob", "local:"),
                                        user),
                        user -> entry("map", Map.of("eve", "smtp:[10.0.0.2]"), user),
                        _ -> Optional.of(ann),
                        Forwards.NONE,
                        Handovers.NONE);

        assertThat(router().route(ann, sender))
                .isEqualTo(new Route.ToHosts("smtp", "[10.0.0.1]", ann));
        assertThat(router().route(eve, sender))
                .isEqualTo(new Route.ToHosts("smtp", "[10.0.0.2]", eve));
        assertThat(router().route(bob, sender))
                .isEqualTo(new Route.Defer("4.3.5", "mail transport loops: local:"));
        assertThat(recipients(expand("eve+x@example.org", "zoe@example.org", "ann@example.org")))
                .containsExactly(
                        "eve+x@example.org < eve+x@example.org",
                        "ann@example.org < zoe@example.org");
    }

    private Expansion expand(String... recipients) {
        return router().expand(
                        Arrays.stream(recipients).map(r -> Recipient.of(address(r))).toList());
    }

    private static List<String> recipients(Expansion expansion) {
        assertThat(expansion).isInstanceOf(Expansion.Final.class);
        return ((Expansion.Final) expansion)
                .recipients().stream().map(r -> r.address() + " < " + r.original()).toList();
    }

    @Test
    void followsVirtualThenLocalAliases() {
        virtualAliases.put("info@alias.example", "staff, x@far.example");
        localAliases.put("staff", "ann,bob, info@alias.example.net");

        assertThat(recipients(expand("info@alias.example", "ann@example.org")))
                .containsExactly(
                        "ann@example.org < info@alias.example",
                        "bob@example.org < info@alias.example",
                        "info@alias.example.net < info@alias.example",
                        "x@far.example < info@alias.example");
    }

    @Test
    void endsWhereAnAliasNamesItself() {
        localAliases.put("ann", "\\ann, copy@far.example");
        virtualAliases.put("bob@example.org", "bob@example.org");

        assertThat(recipients(expand("ann@example.org", "bob@example.org")))
                .containsExactly(
                        "ann@example.org < ann@example.org",
                        "copy@far.example < ann@example.org",
                        "bob@example.org < bob@example.org");
    }

    @Test
    void stopsAtLoopsAndUnreasonableAliases() {
        localAliases.put("a", "b");
        localAliases.put("b", "a");
        virtualAliases.put("many@example.org", "1,2,3,4,5,6,7,8,9,10,11");
        localAliases.put("empty", " , ");
        localAliases.put("pipe", "\"|/usr/bin/vacation ann\"");
        localAliases.put("odd", "ann, @far.example");
        for (int i = 0; i < 25; i++) {
            localAliases.put("n" + i, "n" + (i + 1));
        }

        assertThat(List.of("a", "many", "empty", "pipe", "odd", "n0"))
                .map(user -> expand(user + "@example.org"))
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
        localAliases.put("everybody", "1,2,3,4,5,6,7,8,9,10,11,team,team");
        localAliases.put("team", "1, 12");

        assertThat(recipients(expand("everybody@example.org"))).hasSize(12);
    }

    @Test
    void sendsMailForRewrittenSendersBackToThem() {
        Address rewritten = SRS.forwarded(address("x@far.example"));
        Address forged = address(rewritten.localPart().replace("far", "bar") + "@example.org");

        assertThat(router().known(rewritten)).isEqualTo(new Known.Yes());
        assertThat(recipients(expand(rewritten.toString())))
                .containsExactly("x@far.example < " + rewritten);
        assertThat(router().known(forged))
                .isEqualTo(new Known.No("No way back to a sender, or it is too old"));
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
        localAliases.put("team", "\":include:" + outer + "\", ann");
        localAliases.put("circle", ":include:" + circle);
        localAliases.put("open", ":include:" + open);
        localAliases.put("none", ":include:" + folder.resolve("none"));
        localAliases.put("long", "x".repeat(100));

        assertThat(recipients(expand("team@example.org")))
                .containsExactly(
                        "x@far.example < team@example.org",
                        "bob@example.org < team@example.org",
                        "ann@example.org < team@example.org");
        assertThat(List.of("circle", "open", "none", "long"))
                .map(user -> expand(user + "@example.org"))
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
    void followsWhatUsersSayThemselves() {
        local = forwards(Map.of("ann", "\\ann, x@far.example", "bob", "# nothing\n"));

        assertThat(recipients(expand("ann@example.org", "bob@example.org")))
                .containsExactly(
                        "ann@example.org < ann@example.org",
                        "x@far.example < ann@example.org",
                        "bob@example.org < bob@example.org");
    }

    private static RouteSettings.Local forwards(Map<String, String> files) {
        return new RouteSettings.Local(
                _ -> Lookup.NOT_FOUND,
                _ -> Lookup.NOT_FOUND,
                _ -> Optional.empty(),
                (user, _) ->
                        files.containsKey(user.localPart())
                                ? new Lookup.Found(files.getOrDefault(user.localPart(), ""))
                                : Lookup.NOT_FOUND,
                Handovers.NONE);
    }

    @Test
    void readsNoListsForUsers(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "password\n");
        local = forwards(Map.of("ann", "\":include:" + secret + "\", x@far.example"));

        assertThat(recipients(expand("ann@example.org")))
                .containsExactly("ann@example.org < ann@example.org");
    }

    @Test
    void limitsWhatUsersSayThemselves() {
        local = forwards(Map.of("ann", "1,2,3,4,5,6,7,8,9,10,11", "bob", "1,2,3,4,5,6,7,8,9,10"));

        assertThat(recipients(expand("ann@example.org")))
                .containsExactly("ann@example.org < ann@example.org");
        assertThat(recipients(expand("bob@example.org"))).hasSize(10);
    }

    @Test
    void limitsWhatComesOfWhatAUserSays() {
        local = forwards(Map.of("ann", "bob, carl", "bob", "1,2,3,4,5", "carl", "6,7,8,9,10"));

        assertThat(recipients(expand("ann@example.org")))
                .containsExactly(
                        "1@example.org < ann@example.org",
                        "2@example.org < ann@example.org",
                        "3@example.org < ann@example.org",
                        "4@example.org < ann@example.org",
                        "5@example.org < ann@example.org",
                        "carl@example.org < ann@example.org");
    }

    /// A file of a user that names ever more of his own extensions.
    @Test
    void readsTheFileOfAUserSoOftenForOneMessageAndNoMore() {
        var read = new AtomicInteger();
        local =
                new RouteSettings.Local(
                        _ -> Lookup.NOT_FOUND,
                        _ -> Lookup.NOT_FOUND,
                        _ -> Optional.empty(),
                        (user, _) -> {
                            int first = 10 * read.incrementAndGet();
                            return new Lookup.Found(
                                    user.localPart().equals("ann+a")
                                            ? "ann+a"
                                            : IntStream.range(first, first + 9)
                                                    .mapToObj(it -> "ann+" + it)
                                                    .collect(Collectors.joining(",")));
                        },
                        Handovers.NONE);

        List<String> recipients =
                recipients(
                        expand(
                                "ann+a@example.org",
                                "ann+b@example.org",
                                "ann+c@example.org",
                                "ann+d@example.org"));

        assertThat(recipients)
                .hasSize(1 + 9 + 1 + 1)
                .contains("ann+a@example.org < ann+a@example.org")
                .endsWith(
                        "ann+c@example.org < ann+c@example.org",
                        "ann+d@example.org < ann+d@example.org");
        assertThat(read).hasValue(20);
    }

    // What one user has written is no trouble of the others
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x@far.example, |vacation",
                "x@far.example, /mail/ann",
                "x@far.example, a@b c",
                "x@far.example, team",
                "x@far.example, broken",
            })
    void leavesMailWithUsersWhoseFilesCannotBeFollowed(String forward) {
        local = forwards(Map.of("ann", forward));
        localAliases.put("team", "ann, bob, y@far.example");
        localAliases.put("broken", "|robot");

        assertThat(recipients(expand("team@example.org")))
                .containsExactly(
                        "ann@example.org < team@example.org",
                        "bob@example.org < team@example.org",
                        "y@far.example < team@example.org");
    }

    @Test
    void leavesMailWithOneOfTwoUsersWhoNameEachOther() {
        local = forwards(Map.of("ann", "bob", "bob", "ann, x@far.example"));

        assertThat(recipients(expand("ann@example.org")))
                .containsExactly("bob@example.org < ann@example.org");
    }

    @Test
    void waitsForTheTablesThatAUserNeeds() {
        local = forwards(Map.of("ann", "gone@boxes.example, x@far.example"));
        failing = "gone@boxes.example";

        assertThat(expand("ann@example.org"))
                .isEqualTo(new Expansion.NotNow("virtual_alias_maps lookup error"));
    }

    @Test
    void asksTheNextTableForANameThatStandsForItself() {
        virtualAliases.put("ann@example.org", "ann@example.org");
        localAliases.put("ann", "ann, bob");
        local = forwards(Map.of("ann", "\\ann, x@far.example"));

        assertThat(recipients(expand("ann@example.org")))
                .containsExactly(
                        "ann@example.org < ann@example.org",
                        "x@far.example < ann@example.org",
                        "bob@example.org < ann@example.org");
    }

    @Test
    void limitsWhatAliasesBecome() {
        localAliases.put("all", "x,".repeat(100_000) + "y");

        assertThat(expand("all@example.org"))
                .isEqualTo(new Expansion.NotNow("unreasonable alias expansion of all@example.org"));
    }

    @Test
    @Timeout(60)
    void readsEachListOnce(@TempDir Path folder) throws IOException {
        Path next = Files.writeString(folder.resolve("l9"), "bob, ann");
        for (int i = 8; i >= 0; i--) {
            String line = ":include:" + next + "\n";
            next = Files.writeString(folder.resolve("l" + i), line.repeat(30));
        }
        localAliases.put("ladder", ":include:" + next);

        assertThat(recipients(expand("ladder@example.org")))
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
        localAliases.put("lists", names.toString());

        assertThat(expand("lists@example.org"))
                .isEqualTo(
                        new Expansion.NotNow("unreasonable alias expansion of lists@example.org"));
    }

    private static Route.ToList list(String owner, String... members) {
        return new Route.ToList(
                address("list@example.org"),
                address(owner),
                Arrays.stream(members).map(TrivialRewriteTest::address).toList());
    }

    @Test
    void sendsMailForAListOnFromItsOwner() {
        virtualAliases.put("team@alias.example", "list");
        localAliases.put("list", "ann, x@far.example");
        localAliases.put("owner-list", "bob");

        assertThat(recipients(expand("team@alias.example", "owner-list@example.org")))
                .containsExactly(
                        "list@example.org < team@alias.example",
                        "bob@example.org < owner-list@example.org");
        assertThat(router().route(address("list@example.org"), sender))
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
        owners = how;
        localAliases.put("list", "ann");
        localAliases.put("owner-list", owner);

        assertThat(router().route(address("list@example.org"), sender))
                .isEqualTo(list(from, "ann@example.org"));
    }

    @Test
    void followsListsThatNobodyOwns() {
        localAliases.put("list", "ann, x@far.example");
        localAliases.put("bob", "bob, ann");
        localAliases.put("owner-bob", "ann");

        assertThat(recipients(expand("list@example.org", "bob@example.org")))
                .containsExactly(
                        "ann@example.org < list@example.org",
                        "x@far.example < list@example.org",
                        "bob@example.org < bob@example.org");
        assertThat(router().route(address("bob@example.org"), sender))
                .isInstanceOf(Route.ToMailbox.class);
    }

    @Test
    void ownsNoListsWhereOwnersAreNothingSpecial() {
        owners = RouteSettings.Owners.NONE;
        localAliases.put("list", "ann");
        localAliases.put("owner-list", "bob");

        assertThat(recipients(expand("list@example.org")))
                .containsExactly("ann@example.org < list@example.org");
    }

    @Test
    void doesNotKnowAnOwnedListThatCannotBeFollowed() {
        localAliases.put("ann", "|robot");
        localAliases.put("owner-ann", "bob");

        assertThat(router().known(address("ann@example.org"))).isInstanceOf(Known.Unsure.class);
        assertThat(expand("ann@example.org")).isInstanceOf(Expansion.NotNow.class);
        assertThat(router().route(address("ann@example.org"), sender))
                .isEqualTo(
                        new Route.Defer("4.3.0", "mail is not given to commands or files: |robot"));
    }

    @Test
    void asksOnceWhatAnAddressBecomes() {
        virtualAliases.put("info@alias.example", "ann");

        router().known(address("info@alias.example"));

        assertThat(asked)
                .containsOnlyOnce("virtual_alias_maps info@alias.example")
                .containsOnlyOnce("virtual_alias_maps ann@example.org");
    }

    @Test
    void doesNotExpandWhileATableCannotBeAsked() {
        broken = "alias_maps";

        assertThat(expand("ann@example.org"))
                .isEqualTo(new Expansion.NotNow("alias_maps lookup error"));
    }
}
