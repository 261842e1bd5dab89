// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.config.ListenAddress;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.net.Door;
import org.mailroom.core.net.Transport;
import org.mailroom.core.net.Wire;
import org.mailroom.server.Entrance.Wrapper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

class DoorsTest {
    @TempDir Path folder;

    /// A delivery of mail that was there before the start asks whether a server is this one.
    @Test
    void tellAddressesWhileOthersAreOpened() throws Exception {
        Files.writeString(folder.resolve("main.cf"), TestConfiguration.text());
        MainCf main = MainCf.load(folder, List.of());
        try (var transport = new Transport()) {
            var doors =
                    new Doors(
                            transport,
                            main,
                            () -> {
                                throw new IllegalStateException("no TLS here");
                            });
            var isOver = new AtomicBoolean();
            var asked =
                    CompletableFuture.supplyAsync(
                            () -> {
                                int most = 0;
                                while (!isOver.get()) {
                                    most = Math.max(most, doors.ports("smtp").size());
                                }
                                return most;
                            });
            try {
                for (int i = 0; i < 200; i++) {
                    doors.open(entrance(), Wire::close);
                }
            } finally {
                isOver.set(true);
                doors.drain(Duration.ZERO);
            }

            assertThat(asked).succeedsWithin(Duration.ofSeconds(30)).isNotNull();
            assertThat(doors.ports("smtp")).hasSize(200);
        }
    }

    private static Entrance entrance() {
        return new Entrance(
                "smtp",
                new Listening(
                        "smtp_listen",
                        List.of(new ListenAddress.HostPort("127.0.0.1", 0)),
                        "main.cf"),
                Wrapper.NONE,
                Optional.empty(),
                new Door.Limits(0, 0),
                "421");
    }
}
