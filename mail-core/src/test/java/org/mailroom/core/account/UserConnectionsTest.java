// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;

class UserConnectionsTest {
    private static final Account ANN = new Account("ann");
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private final UserConnections connections = new UserConnections();

    @Test
    void givesAPlaceBackAndTakesItAgain() {
        UserConnections.Place first = connections.enter(ANN, HERE, 1).orElseThrow();

        assertThat(connections.enter(ANN, HERE, 1)).isEmpty();
        first.close();
        assertThat(connections.enter(ANN, HERE, 1)).isPresent();
    }

    @Test
    void countsEachUserAlone() {
        assertThat(connections.enter(ANN, HERE, 1)).isPresent();

        assertThat(connections.enter(new Account("bob"), HERE, 1)).isPresent();
    }

    @Test
    void hasNoLimitAtZero() {
        assertThat(connections.enter(ANN, HERE, 0)).isPresent();

        assertThat(connections.enter(ANN, HERE, 0)).isPresent();
    }
}
