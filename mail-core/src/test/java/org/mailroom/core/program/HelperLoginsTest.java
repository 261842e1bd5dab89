// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.program;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// What becomes of a login where the helper is silent.
class HelperLoginsTest {
    private static final LoginQuestion QUESTION =
            new LoginQuestion("mailroom", "ann", "secret", "192.0.2.1");

    @TempDir Path folder;

    @Test
    void waitsForNoAnswerForEver() throws IOException {
        Path path = folder.resolve("socket");
        try (var _ = listening(path)) {
            LoginAnswer answer = new HelperLogins(path, Duration.ofMillis(50)).ask(QUESTION);

            assertThat(answer)
                    .isEqualTo(
                            new LoginAnswer.Unavailable(
                                    "the helper judges no password (%s): no answer in time"
                                            .formatted(path)));
        }
    }

    // One place more than there are
    @Test
    void letsOnlySoManyWait() throws IOException, InterruptedException, ExecutionException {
        Path path = folder.resolve("socket");
        var all = new ArrayList<FutureTask<LoginAnswer>>();
        try (var _ = listening(path)) {
            var logins = new HelperLogins(path, Duration.ofMillis(500));
            for (int i = 0; i < 21; i++) {
                var login = new FutureTask<>(() -> logins.ask(QUESTION));
                all.add(login);
                Thread.ofVirtual().start(login);
            }
            for (FutureTask<LoginAnswer> login : all) {
                assertThat(login.get()).isInstanceOf(LoginAnswer.Unavailable.class);
            }
        }
    }

    private static ServerSocketChannel listening(Path path) throws IOException {
        var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        socket.bind(UnixDomainSocketAddress.of(path));
        return socket;
    }
}
