// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A machine that is the same wherever tests run.
final class TestMachine {
    private TestMachine() {}

    static Machine named(String hostname) {
        List<Network> interfaces =
                Stream.of("127.0.0.1", "::1", "192.0.2.5")
                        .map(Network::parse)
                        .flatMap(Optional::stream)
                        .map(
                                own ->
                                        new Network(
                                                own.bits(),
                                                own.width() == 32 ? 24 : 64,
                                                own.width()))
                        .toList();
        return new Machine(hostname, interfaces, true);
    }
}
