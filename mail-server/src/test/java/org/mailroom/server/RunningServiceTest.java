// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.config.MainCf;
import org.mailroom.server.control.ControlClient;

import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;

class RunningServiceTest {
    @TempDir Path folder;

    /// The process ends with `run`, and the command must have its answer by then.
    @Test
    void saysThatItHasStoppedBeforeItGoes() throws Exception {
        MainCf main = TestConfiguration.in(folder, "");
        var service = new RunningService(Mailroom.start(main), () -> main);
        var ready = new CountDownLatch(1);
        var run = new FutureTask<>(running(service, ready));
        Thread.ofPlatform().start(run);
        ready.await();

        try (SocketChannel command =
                ControlClient.connect(folder.resolve("control"), "stop").orElseThrow()) {
            run.get();
            command.configureBlocking(false);
            ByteBuffer answer = ByteBuffer.allocate(100);
            var _ = command.read(answer);
            assertThat(StandardCharsets.UTF_8.decode(answer.flip()).toString())
                    .isEqualTo("stopped\n");
        }
    }

    private static Callable<Void> running(RunningService service, CountDownLatch ready) {
        return () -> {
            service.run(ready::countDown);
            return null;
        };
    }
}
