// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

class PlacesTest {
    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor();
    private static final UserPrincipal ROOT = new User("root");
    private static final UserPrincipal ANN = new User("ann");
    private static final UserPrincipal BOB = new User("bob");
    private static final UserPrincipal EVE = new User("eve");

    private final Places places = new Places(4, 6, Duration.ofHours(1), ROOT::equals);
    private final List<SocketChannel> channels = new ArrayList<>();

    private boolean enters(UserPrincipal user) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channels.add(channel);
        return places.enter(new Peer(user, channel, deadlines, Duration.ofMinutes(1)));
    }

    @Test
    void areNotAllOfAFewUsers() throws IOException {
        for (UserPrincipal user : List.of(ANN, ANN, ANN, ANN, BOB, BOB)) {
            assertThat(enters(user)).isTrue();
        }

        assertThat(enters(EVE)).isTrue();

        assertThat(channels).extracting(SocketChannel::isOpen).startsWith(false, true, true);
        assertThat(channels.stream().filter(it -> !it.isOpen())).hasSize(1);
    }

    @Test
    void areTakenFromNobodyWhoHasNoMore() throws IOException {
        for (UserPrincipal user : List.of(ANN, ANN, ANN, BOB, BOB, BOB)) {
            assertThat(enters(user)).isTrue();
        }

        assertThat(enters(ANN)).isFalse();
        assertThat(channels).allMatch(SocketChannel::isOpen);
    }

    @Test
    void areNeededByNobodyWhoIsTrusted() throws IOException {
        for (int i = 0; i < 10; i++) {
            assertThat(enters(ROOT)).isTrue();
        }
        assertThat(enters(ANN)).isTrue();
    }

    /// A user of the system.
    private record User(String name) implements UserPrincipal {
        @Override
        public String getName() {
            return name;
        }
    }
}
