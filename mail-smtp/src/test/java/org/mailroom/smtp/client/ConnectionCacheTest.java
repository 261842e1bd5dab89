// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mailroom.core.compute.FakeClock;
import org.mailroom.core.config.ClientTlsLevel;
import org.mailroom.core.net.Transport;
import org.mailroom.core.net.Wire;
import org.mailroom.smtp.sasl.PasswordMaps;
import org.mailroom.smtp.tlspolicy.PolicyDefaults;
import org.mailroom.smtp.tlspolicy.Road;
import org.mailroom.smtp.tlspolicy.TlsPolicy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class ConnectionCacheTest {
    private static final TlsPolicy POLICY =
            new TlsPolicy(
                    ClientTlsLevel.MAY,
                    List.of(),
                    PolicyDefaults.POSTFIX.versions(),
                    "",
                    Optional.empty());
    private static final ConnectionCache.Key KEY =
            new ConnectionCache.Key("smtp", "example.test", POLICY, "");

    private final FakeClock clock = new FakeClock();
    private final ConnectionCache cache = new ConnectionCache(clock.clock());

    private final ClientSettings settings =
            new DialogueGiven(List.of("given keep = yes")).settings();
    private final Duration idle = settings.reuse().idle();
    private final Transport transport = new Transport();
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        cache.close();
        transport.close();
        server.close();
    }

    private Session session() throws IOException {
        return session(connect());
    }

    private Wire connect() throws IOException {
        var address = (InetSocketAddress) server.getLocalSocketAddress();
        return transport.connect(address, Optional.empty(), Duration.ofSeconds(10));
    }

    private Session session(Wire wire) {
        var address = (InetSocketAddress) server.getLocalSocketAddress();
        var target =
                new Target.Inet("mx.test", address.getAddress(), address.getPort(), Road.PLAIN);
        return new Session(
                new Dialogue(wire, settings, Said.Follower.NOBODY),
                target,
                new Session.Terms(Features.NONE, "", new PasswordMaps.Unknown()));
    }

    private void leave(Session session) {
        try (var visit = cache.enter(KEY, settings)) {
            visit.leave(session);
        }
    }

    private Optional<Session> take() {
        try (var visit = cache.enter(KEY, settings)) {
            return visit.take(_ -> true);
        }
    }

    @Test
    void endsASessionThatNobodyTakes() throws IOException {
        Session session = session();
        leave(session);

        clock.pass(idle);

        assertThat(take()).isEmpty();
        assertThat(session.dialogue().isUsable()).isFalse();
        assertThat(clock.pending()).isZero();
    }

    @Test
    void keepsASessionThatWasUsedMeanwhile() throws IOException {
        Session session = session();
        leave(session);
        for (int i = 0; i < 3; i++) {
            clock.pass(idle.dividedBy(2));
            leave(take().orElseThrow());
        }

        clock.pass(idle.dividedBy(2));
        assertThat(session.dialogue().isUsable()).isTrue();
        clock.pass(idle.dividedBy(2));
        assertThat(session.dialogue().isUsable()).isFalse();
    }

    @Test
    @Timeout(60)
    void doesNotWaitForWhoDoesNotRead() throws IOException {
        var sessions = new ArrayList<Session>();
        for (int i = 0; i < 3; i++) {
            Wire wire = connect();
            byte[] unread = new byte[16 << 20];
            wire.write(unread, 0, unread.length);
            sessions.add(session(wire));
            leave(sessions.getLast());
        }

        cache.close();

        assertThat(sessions).noneMatch(session -> session.dialogue().isUsable());
    }

    @Test
    void waitsOnceForManyDeliveries() throws IOException {
        leave(session());
        for (int i = 0; i < 100; i++) {
            leave(take().orElseThrow());
        }

        assertThat(clock.pending()).isEqualTo(1);
    }
}
