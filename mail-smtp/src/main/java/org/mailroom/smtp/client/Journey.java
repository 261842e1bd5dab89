// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.address.ReversePath;
import org.mailroom.core.config.RequireTls;
import org.mailroom.core.delivery.Consignment;
import org.mailroom.core.log.PostfixLines;
import org.mailroom.core.message.SyntaxException;
import org.mailroom.core.queue.Deadline;
import org.mailroom.core.queue.Envelope.Purpose;
import org.mailroom.core.queue.Envelope.TlsDemand;
import org.mailroom.core.route.Route;
import org.mailroom.smtp.DeliverBy;
import org.mailroom.smtp.client.ClientSettings.Relaxing;
import org.mailroom.smtp.sasl.PasswordMaps;
import org.mailroom.smtp.tlspolicy.TlsPolicy;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/// One delivery: what is carried, by which transport and next hop, by which settings, and what has
/// become of it so far.
///
/// @param process how the transport is named in the log
/// @param load the message as it came
record Journey(
        Consignment consignment,
        String transport,
        String process,
        String nexthop,
        ClientSettings settings,
        Tally tally,
        InstantSource clock,
        WholeLoad load) {

    static Journey begin(
            Consignment consignment,
            Function<String, ClientSettings> settings,
            InstantSource clock) {
        if (!(consignment.routes().getFirst() instanceof Route.ToHosts route)) {
            throw new IllegalArgumentException("not to other servers: " + consignment.routes());
        }
        ClientSettings now = settings.apply(route.transport());
        var tally = new Tally(consignment.recipients().size(), now.filters(), System::nanoTime);
        var load = new WholeLoad(consignment.content(), now.content());
        return new Journey(
                consignment,
                route.transport(),
                route.process(),
                route.nexthop(),
                now,
                tally,
                clock,
                load);
    }

    /// The same by another next hop.
    Journey by(String other) {
        return new Journey(consignment, transport, process, other, settings, tally, clock, load);
    }

    /// Whether nothing is to be delivered: the servers are asked only whether they would take it.
    boolean isProbe() {
        return consignment.envelope().purpose() == Purpose.PROBE;
    }

    /// The next hop without brackets and port.
    String nexthopName() {
        try {
            return NextHop.parse(nexthop, settings.protocol(), settings.finding().port()).name();
        } catch (SyntaxException socket) {
            return nexthop;
        }
    }

    /// Writes a line of the mail log.
    void log(PostfixLines lines, String text) {
        lines.write(process, consignment.number(), text);
    }

    /// Whether the message goes only where its sender wants it to go. A notification goes where it
    /// can (RFC 8689 §5).
    boolean enforcesTls() {
        return requiresTls()
                && settings.tls().demands().required() == RequireTls.ENFORCE
                && consignment.envelope().sender() instanceof ReversePath.Sender;
    }

    private boolean requiresTls() {
        return consignment.envelope().tls() == TlsDemand.REQUIRED;
    }

    /// The time that is left for the message, if its sender has bounded it (RFC 2852).
    Optional<DeliverBy> timeLeft() {
        Optional<Deadline> deadline = consignment.envelope().urgency().deadline();
        return deadline.map(it -> DeliverBy.of(it, clock.instant()));
    }

    /// Whether servers that can do it are asked to enforce TLS as well.
    boolean passesTlsOn() {
        return requiresTls() && settings.tls().demands().required() != RequireTls.DISABLE;
    }

    /// A policy, as far as the sender lets it stand.
    TlsPolicy policy(TlsPolicy usual) {
        boolean relaxed =
                consignment.envelope().tls() == TlsDemand.NOT_REQUIRED
                        && settings.tls().demands().relaxing() == Relaxing.OBEYED;
        if (relaxed) {
            return usual.relaxed();
        }
        return enforcesTls() ? usual.verified() : usual;
    }

    /// What there is to log in with at a server.
    PasswordMaps.Found login(Target target) {
        return settings.login()
                .passwords()
                .find(consignment.envelope().sender(), target.host(), nexthop);
    }

    /// Which sessions of others it can use.
    ConnectionCache.Key key(TlsPolicy policy) {
        boolean own = settings.login().passwords().isBySender();
        String sender = own ? consignment.envelope().sender().toString() : "";
        return new ConnectionCache.Key(transport, nexthop, policy, sender);
    }
}
