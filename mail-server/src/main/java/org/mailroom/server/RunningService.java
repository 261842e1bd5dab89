// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.MainCf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// A server as a process: signals, commands by the control socket, and what systemd wants to hear.
/// SIGTERM and SIGINT stop it, SIGHUP reloads. Runs on the thread that calls `run`.
public final class RunningService {
    private static final Logger LOG = LoggerFactory.getLogger(RunningService.class);
    private static final String EXPLAIN = "explain\t";
    private static final int FAREWELL_SECONDS = 5;

    private final Mailroom mailroom;
    private final Supplier<MainCf> configuration;
    private final ServiceNotice notice = ServiceNotice.fromEnvironment();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    /// Commands that have to say that the server has stopped, before its process ends.
    private final Phaser farewells = new Phaser(1);

    /// `configuration` reads the configuration anew, for a reload.
    public RunningService(Mailroom mailroom, Supplier<MainCf> configuration) {
        this.mailroom = mailroom;
        this.configuration = configuration;
    }

    /// Runs `whenReady` as soon as signals and commands are heard; returns when the server has
    /// stopped.
    public void run(Runnable whenReady) throws InterruptedException {
        Signals.on("HUP", this::reload);
        Signals.on("TERM", () -> stop("terminating on signal 15"));
        Signals.on("INT", () -> stop("terminating on signal 2"));
        try (var _ = mailroom.openControl(this::answer);
                var _ = mailroom.openForUsers()) {
            notice.ready();
            whenReady.run();
            await();
            notice.stopping();
            mailroom.close();
        } finally {
            ended.countDown();
            awaitFarewells();
        }
    }

    private void awaitFarewells() throws InterruptedException {
        try {
            farewells.awaitAdvanceInterruptibly(
                    farewells.arrive(), FAREWELL_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.debug("a command does not take its answer");
        }
    }

    private void await() throws InterruptedException {
        Duration interval = notice.watchdogInterval().orElse(Duration.ofDays(1));
        while (!stop.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
            if (mailroom.isWorking()) {
                notice.watchdog();
            }
        }
    }

    private void answer(String question, InputStream in, OutputStream out) throws IOException {
        if (question.equals("stop")) {
            stop(out);
        } else if (!mailroom.queueCommands().answer(question, in, out)
                && !mailroom.mailCommands().answer(question, in, out)) {
            out.write(answer(question).getBytes(StandardCharsets.UTF_8));
        }
    }

    private String answer(String question) {
        if (question.startsWith(EXPLAIN)) {
            return mailroom.explain(question.substring(EXPLAIN.length()));
        }
        Optional<String> aboutAccounts =
                mailroom.blockCommands()
                        .answer(question)
                        .or(() -> mailroom.allowanceCommands().answer(question));
        if (aboutAccounts.isPresent()) {
            return aboutAccounts.get();
        }
        return switch (question) {
            case "status" -> mailroom.status();
            case "reload" -> reload();
            default -> "error: unknown command\n";
        };
    }

    private void stop(String cause) {
        mailroom.stopping(cause);
        stop.countDown();
    }

    private void stop(OutputStream out) throws IOException {
        farewells.register();
        try {
            stop("terminating on the command stop");
            out.write(stopped().getBytes(StandardCharsets.UTF_8));
            out.flush();
        } finally {
            farewells.arriveAndDeregister();
        }
    }

    private String stopped() {
        try {
            boolean done = ended.await(1, TimeUnit.MINUTES);
            return done ? "stopped\n" : "error: still stopping\n";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "error: interrupted\n";
        }
    }

    private synchronized String reload() {
        notice.reloading();
        try {
            String warnings =
                    mailroom.reload(configuration).stream()
                            .map(warning -> "warning: " + warning + "\n")
                            .collect(Collectors.joining());
            LOG.info("reloaded");
            return warnings + "reloaded\n";
        } catch (ConfigException e) {
            LOG.error("not reloaded, the old configuration stays: {}", e.getMessage());
            String besides =
                    e.warnings().stream()
                            .map(warning -> "warning: " + warning + "\n")
                            .collect(Collectors.joining());
            return "error: not reloaded, the old configuration stays: "
                    + e.getMessage()
                    + "\n"
                    + besides;
        } finally {
            notice.ready();
        }
    }
}
