// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.rewrite.AddressRewriting;
import org.mailroom.core.rewrite.SenderRewriting;
import org.mailroom.core.table.AddressLookup.Answer;
import org.mailroom.core.table.Delimiters;
import org.mailroom.core.table.Lookup;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// A router over tables that a test fills: users `ann` and `bob` at `example.org`, `carl` at
/// `boxes.example`, aliases at `alias.example`, and `relay.example` behind it.
final class RouteLab {
    static final SenderRewriting SRS =
            new SenderRewriting(
                    "example.org",
                    List.of("0123456789abcdef"),
                    Duration.ofDays(21),
                    () -> Instant.EPOCH);

    final Map<String, String> virtualAliases = new HashMap<>();
    final Map<String, String> localAliases = new HashMap<>();
    final Map<String, String> transports = new HashMap<>();
    final Map<String, String> relocated = new HashMap<>();
    RouteSettings.BySender bySender = RouteSettings.BySender.NONE;
    RouteSettings.Local local = RouteSettings.Local.NONE;
    RouteSettings.Owners owners = RouteSettings.Owners.BY_NAME;
    String relayhost = "";

    /// The table that cannot be asked.
    String broken = "";

    /// The key at which every table fails.
    String failing = "unavailable";

    /// Each table and key, in the order of the questions.
    final List<String> asked = new ArrayList<>();

    TrivialRewrite router() {
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
                                        new Delimiters("+-", Delimiters.ListNames.WHOLE),
                                        address -> address.localPart().equals("double-bounce")),
                                new RouteSettings.Transports(
                                        table("transport_maps", transports),
                                        TransportSpec.parse("local:mail.example.org"),
                                        TransportSpec.parse("virtual"),
                                        TransportSpec.parse("relay"),
                                        TransportSpec.parse("smtp"),
                                        relayhost,
                                        bySender,
                                        table("relocated_maps", relocated),
                                        onward()),
                                AddressRewriting.NONE,
                                local,
                                Optional.of(SRS)));
    }

    private static Map<String, Daemon> onward() {
        var all = new HashMap<>(Daemon.BUILT_IN);
        all.putAll(Map.of("filter", Daemon.PIPE, "slow", Daemon.SMTP, "inner", Daemon.LMTP));
        return all;
    }

    /// As what `recipient` would be delivered, from nobody.
    Route route(String recipient) {
        return route(address(recipient));
    }

    Route route(Address recipient) {
        return router().route(recipient, ReversePath.NULL);
    }

    Known known(String recipient) {
        return router().known(address(recipient));
    }

    Expansion expand(String... recipients) {
        return router().expand(
                        Arrays.stream(recipients).map(r -> Recipient.of(address(r))).toList());
    }

    /// What is left when all is expanded: `recipient < original`.
    List<String> recipients(String... recipients) {
        Expansion expansion = expand(recipients);
        assertThat(expansion).isInstanceOf(Expansion.Final.class);
        return ((Expansion.Final) expansion)
                .recipients().stream().map(r -> r.address() + " < " + r.original()).toList();
    }

    /// What users say themselves, by their names.
    void forwards(Map<String, String> files) {
        local =
                RouteSettings.Local.NONE.with(
                        (user, _) ->
                                files.containsKey(user.localPart())
                                        ? new Lookup.Found(files.getOrDefault(user.localPart(), ""))
                                        : Lookup.NOT_FOUND);
    }

    Lookup entry(String name, Map<String, String> entries, String key) {
        asked.add(name + " " + key);
        if (failing.equals(key)) {
            return new Lookup.Failed(name + " lookup error");
        }
        return entries.containsKey(key) && !broken.equals(name)
                ? new Lookup.Found(entries.getOrDefault(key, ""))
                : of(name, false);
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

    static Address address(String text) {
        int at = text.lastIndexOf('@');
        return at < 0
                ? new Address(text, "")
                : new Address(text.substring(0, at), text.substring(at + 1));
    }
}
