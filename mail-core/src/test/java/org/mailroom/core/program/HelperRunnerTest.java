// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.program;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What becomes of a job where the helper does not do it.
class HelperRunnerTest {
    private static final Ended REFUSED = new Ended.NotRun("too many programs at once");
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir Path folder;
    private @Nullable ServerSocketChannel socket;

    @Test
    void hearsWhyItIsRefusedBeforeAllIsRead() throws IOException {
        start();
        Thread.ofVirtual().start(this::refuse);
        byte[] much = new byte[4 << 20];

        assertThat(run(out -> out.write(much), LONG)).isEqualTo(REFUSED);
    }

    @Test
    void saysThatTheMessageCannotBeRead() throws IOException {
        start();
        Job.Input unreadable =
                _ -> {
                    throw new IOException("disk");
                };

        assertThat(run(unreadable, LONG))
                .isEqualTo(new Ended.NotRun("cannot read the message: disk"));
    }

    @Test
    void waitsForNoAnswerLongerThanTheProgramMayTake() throws IOException {
        start();

        Ended ended = run(_ -> {}, Duration.ZERO);

        assertThat(ended)
                .isEqualTo(
                        new Ended.NotRun(
                                "the helper does not run a program (%s): no answer in time"
                                        .formatted(path())));
    }

    private void refuse() {
        try (SocketChannel peer = opened().accept()) {
            JobCodec.write(REFUSED, new DataOutputStream(Channels.newOutputStream(peer)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void start() throws IOException {
        ServerSocketChannel opened = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        opened.bind(UnixDomainSocketAddress.of(path()));
        socket = opened;
    }

    private ServerSocketChannel opened() {
        return Optional.ofNullable(socket).orElseThrow();
    }

    @AfterEach
    void stop() throws IOException {
        opened().close();
    }

    private Ended run(Job.Input input, Duration patience) {
        var job =
                new Job(
                        65_534,
                        65_534,
                        List.of("/bin/true"),
                        Map.of(),
                        Optional.empty(),
                        input,
                        Duration.ZERO);
        return new HelperRunner(this::path, patience).run(job);
    }

    private Path path() {
        return folder.resolve("socket");
    }
}
