// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailroom.core.route.RouteLab.address;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which transport takes the mail for an address, and to which host.
class TrivialRewriteTest {
    private final RouteLab lab = new RouteLab();

    @ParameterizedTest
    @CsvSource({
        "ann@example.org, ann",
        "Ann@example.org, ann",
        "ann+lists@example.org, ann",
        "ann-lists@example.org, ann",
    })
    void routesLocalUsersToTheirMailbox(String recipient, String account) {
        assertThat(lab.route(recipient))
                .isEqualTo(new Route.ToMailbox("local", account, address(recipient)));
    }

    @Test
    void routesVirtualMailboxes() {
        Address carl = address("Carl@Boxes.example");

        assertThat(lab.route(carl))
                .isEqualTo(new Route.ToMailbox("virtual", "carl@boxes.example", carl));
    }

    @ParameterizedTest
    @CsvSource({
        "eve@example.org, 5.1.1, unknown user: \"eve\"",
        "eve@boxes.example, 5.1.1, unknown user: \"eve@boxes.example\"",
        "eve@alias.example, 5.1.1, User unknown in virtual alias table",
    })
    void rejectsWhoDoesNotExist(String recipient, String status, String text) {
        assertThat(lab.route(recipient)).isEqualTo(new Route.Reject(status, text));
    }

    @Test
    void returnsNoMailForAnAliasThatWasNotFollowed() {
        lab.localAliases.put("staff", "ann, bob");

        assertThat(lab.route("staff@example.org"))
                .isEqualTo(
                        new Route.Defer(
                                "4.3.5", "its alias is followed when the message is requeued"));
    }

    @Test
    void asksNoTableWhereAFilterIsNamed() {
        lab.broken = "transport_maps";
        Address ann = address("ann@example.org");

        assertThat(
                        lab.router()
                                .route(
                                        ann,
                                        ReversePath.NULL,
                                        TransportSpec.parse("slow:[127.0.0.1]:10025")))
                .isEqualTo(new Route.ToHosts("slow", "slow/smtp", "[127.0.0.1]:10025", ann));
    }

    @Test
    void defersWhenATableCannotBeAsked() {
        lab.broken = "transport_maps";

        assertThat(lab.route("ann@example.org"))
                .isEqualTo(new Route.Defer("4.3.0", "transport_maps lookup error"));
    }

    @Test
    void sendsOtherMailByItsDomainOrTheRelayhost() {
        Address far = address("x@far.example");
        Address relayed = address("x@relay.example");

        assertThat(lab.route(far)).isEqualTo(new Route.ToHosts("smtp", "smtp", "far.example", far));
        lab.relayhost = "[gate.example]:587";
        assertThat(lab.route(far))
                .isEqualTo(new Route.ToHosts("smtp", "smtp", "[gate.example]:587", far));
        assertThat(lab.route(relayed))
                .isEqualTo(new Route.ToHosts("relay", "relay/smtp", "[gate.example]:587", relayed));
    }

    @ParameterizedTest
    @CsvSource({
        "smtp:[10.0.0.1]:26, smtp, smtp, [10.0.0.1]:26",
        "relay:, relay, relay/smtp, far.example",
        "slow:, slow, slow/smtp, far.example",
        "inner:unix:lmtp, inner, inner/lmtp, unix:lmtp",
        ":[10.0.0.1], smtp, smtp, [10.0.0.1]",
        ":, smtp, smtp, far.example",
    })
    void obeysTheTransportTable(String entry, String transport, String process, String nexthop) {
        Address far = address("x@far.example");
        lab.transports.put("x@far.example", entry);

        assertThat(lab.route(far)).isEqualTo(new Route.ToHosts(transport, process, nexthop, far));
    }

    @Test
    void obeysErrorRetryAndDiscard() {
        lab.transports.put("a@far.example", "error:5.7.1 not from here");
        lab.transports.put("b@far.example", "error:no");
        lab.transports.put("c@far.example", "retry:4.2.1 later");
        lab.transports.put("d@far.example", "discard:gone");
        lab.transports.put("e@far.example", "carrier-pigeon:roof");

        assertThat(List.of("a", "b", "c", "d", "e"))
                .map(user -> lab.route(user + "@far.example"))
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
        lab.transports.put("a@far.example", "error:");
        lab.transports.put("b@far.example", "retry:");
        lab.transports.put("c@far.example", "discard:");

        assertThat(List.of("a", "b", "c"))
                .map(user -> lab.route(user + "@far.example"))
                .containsExactly(
                        new Route.Reject("5.0.0", "far.example"),
                        new Route.Defer("4.0.0", "far.example"),
                        new Route.Discard("far.example"));
        assertThat(lab.known("a@far.example")).isEqualTo(new Known.Refused("5.1.0", "far.example"));
    }

    // trivial-rewrite(8): for mail that leaves, the sender's before everybody's
    @Test
    void sendsMailOfSomeByOtherServers() {
        Address far = address("x@far.example");
        Address relayed = address("x@relay.example");
        Address boss = address("boss@example.org");
        lab.relayhost = "[gate.example]";
        lab.bySender =
                new RouteSettings.BySender(
                        who ->
                                lab.entry(
                                        "map",
                                        Map.of("boss@example.org", "relay:"),
                                        who.toString()),
                        who ->
                                lab.entry(
                                        "map",
                                        Map.of("boss@example.org", "[fast.example]", "", "DUNNO"),
                                        who.toString()));

        assertThat(lab.router().route(far, new ReversePath.Sender(boss)))
                .isEqualTo(new Route.ToHosts("relay", "relay/smtp", "[fast.example]", far));
        assertThat(lab.router().route(relayed, new ReversePath.Sender(boss)))
                .isEqualTo(new Route.ToHosts("relay", "relay/smtp", "[fast.example]", relayed));
        assertThat(lab.router().route(far, ReversePath.NULL))
                .isEqualTo(new Route.ToHosts("smtp", "smtp", "[gate.example]", far));
    }

    @Test
    void refusesMailForWhoHasMovedOrCannotBeReached() {
        lab.relocated.put("ann@example.org", "5.1.6 User has moved to ann@new.example");
        lab.transports.put("x@far.example", "error:4.3.2 later");
        lab.transports.put("y@far.example", "error:no");
        lab.transports.put("carl@boxes.example", "retry:4.3.2 later");

        assertThat(List.of("ann@example.org", "x@far.example", "y@far.example"))
                .map(user -> lab.known(user))
                .containsExactly(
                        new Known.Refused("5.1.6", "User has moved to ann@new.example"),
                        new Known.Refused("4.3.2", "later"),
                        new Known.Refused("5.1.0", "no"));
        assertThat(lab.known("carl@boxes.example")).isEqualTo(new Known.Yes());
        assertThat(lab.route("ann@example.org"))
                .isEqualTo(new Route.Reject("5.1.6", "User has moved to ann@new.example"));
    }

    @Test
    void handsLocalMailOverToOtherTransports() {
        Address ann = address("ann@example.org");
        Address eve = address("eve+x@example.org");
        Address bob = address("bob@example.org");
        lab.local =
                new RouteSettings.Local(
                        user ->
                                lab.entry(
                                        "map",
                                        Map.of("ann", "smtp:[10.0.0.1]", "bob", "local:"),
                                        user),
                        user -> lab.entry("map", Map.of("eve", "smtp:[10.0.0.2]"), user),
                        _ -> Optional.of(ann),
                        Forwards.NONE,
                        Handovers.NONE);

        assertThat(lab.route(ann)).isEqualTo(new Route.ToHosts("smtp", "smtp", "[10.0.0.1]", ann));
        assertThat(lab.route(eve)).isEqualTo(new Route.ToHosts("smtp", "smtp", "[10.0.0.2]", eve));
        assertThat(lab.route(bob))
                .isEqualTo(new Route.Defer("4.3.5", "mail transport loops: local:"));
        assertThat(lab.recipients("eve+x@example.org", "zoe@example.org", "ann@example.org"))
                .containsExactly(
                        "eve+x@example.org < eve+x@example.org",
                        "ann@example.org < zoe@example.org");
    }

    @Test
    void throwsMailForTheSenderOfNoticesAway() {
        lab.localAliases.put("double-bounce", "ann");

        assertThat(lab.recipients("double-bounce@example.org"))
                .containsExactly("double-bounce@example.org < double-bounce@example.org");
        assertThat(lab.route("double-bounce@example.org")).isInstanceOf(Route.Discard.class);
    }
}
