// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.screen;

import org.mailroom.core.config.Network;
import org.mailroom.core.config.ScreenAction;
import org.mailroom.core.net.Wire;
import org.mailroom.core.net.WireClosedException;
import org.mailroom.smtp.Reply;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/// The tests of one client, in Postfix's order. On the session's thread.
final class Screening {
    private static final Duration WRITE_TIME = Duration.ofSeconds(10);
    private static final String UNAVAILABLE = "Service currently unavailable";
    private static final int MAX_PEEK = 512;
    private static final Future<Score> NOT_ASKED = CompletableFuture.completedFuture(Score.NOTHING);

    private final Screen screen;
    private final ScreenSettings settings;
    private final Wire wire;
    private final ScreenLog log;
    private final long began = System.nanoTime();
    private Passed passed = Passed.NOTHING;
    private Optional<Reply> refusal = Optional.empty();
    private boolean failed;

    /// A client that is not to be heard any longer.
    private static final class EndException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        EndException(String why) {
            super(why, null, false, false);
        }
    }

    Screening(Screen screen, ScreenSettings settings, Wire wire) {
        this.screen = screen;
        this.settings = settings;
        this.wire = wire;
        log = new ScreenLog(screen.log(), wire.peer());
    }

    Admission run() {
        try {
            wire.writeTimeout(WRITE_TIME);
            return judged();
        } catch (EndException | WireClosedException gone) {
            log.client("DISCONNECT");
            return Admission.TURNED_AWAY;
        }
    }

    private Admission judged() {
        switch (settings.accessList().find(address(), log::warning)) {
            case PERMIT -> {
                log.client("ALLOWLISTED");
                return Admission.ADMITTED;
            }
            case REJECT -> {
                log.client("DENYLISTED");
                act(settings.denylistAction(), "5.3.2", UNAVAILABLE);
            }
            case DUNNO -> {}
        }
        return settings.hasTests() ? tested() : concluded();
    }

    private Admission tested() {
        Optional<Passed> before = screen.known().find(key());
        passed = before.orElse(Passed.NOTHING);
        boolean asks = settings.asksLists() && isOver(passed.dnsbl());
        boolean greets = settings.testsGreeting() && isOver(passed.greet());
        Future<Score> score = asks ? ask() : NOT_ASKED;
        if (greets) {
            greeting(score);
        }
        if (asks) {
            judge(awaited(score));
        }
        if (!failed && refusal.isEmpty()) {
            log.client(before.isPresent() ? "PASS OLD" : "PASS NEW");
            screen.known().put(key(), passed);
        }
        return concluded();
    }

    private Admission concluded() {
        return refusal.<Admission>map(Admission.Refused::new).orElse(Admission.ADMITTED);
    }

    private boolean isOver(Instant time) {
        return !time.isAfter(screen.clock().instant());
    }

    /// Asks the lists while the client waits, and wakes who waits for it when they have answered.
    private Future<Score> ask() {
        DnsblSettings dnsbl = settings.dnsbl();
        var task =
                new FutureTask<>(
                        () ->
                                Score.of(
                                        address(),
                                        dnsbl.lists(),
                                        screen.resolver(),
                                        dnsbl.timeout(),
                                        log));
        Thread.ofVirtual()
                .name("dnsbl")
                .start(
                        () -> {
                            task.run();
                            wire.input().wake();
                        });
        return task;
    }

    /// Lets the client wait, and looks whether it does (RFC 5321 §4.3.1).
    private void greeting(Future<Score> score) {
        tease();
        long deadline = began + settings.greetWait().toNanos();
        while (true) {
            switch (wire.input().await(Duration.ofNanos(deadline - System.nanoTime()))) {
                case INPUT -> {
                    spokeEarly();
                    return;
                }
                case CLOSED -> leave();
                case WOKEN -> {
                    if (settings.dnsbl().isWelcome(awaited(score))) {
                        passedGreeting();
                        return;
                    }
                }
                case TIMED_OUT -> {
                    passedGreeting();
                    return;
                }
            }
        }
    }

    private void passedGreeting() {
        passed = new Passed(until(settings.greetTtl()), passed.dnsbl());
    }

    private void judge(Score score) {
        DnsblSettings dnsbl = settings.dnsbl();
        if (dnsbl.isBad(score)) {
            log.ranked(score.rank());
            String client = Network.text(address());
            String list = dnsbl.shownName().apply(score.heaviest());
            fail(
                    dnsbl.action(),
                    "5.7.1",
                    "Service unavailable; client [%s] blocked using %s".formatted(client, list));
        } else {
            passed = new Passed(passed.greet(), until(dnsbl.ttl()));
        }
    }

    private static Score awaited(Future<Score> score) {
        try {
            return score.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EndException("interrupted");
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug);
        }
    }

    private Instant until(Duration ttl) {
        return screen.clock().instant().plus(ttl);
    }

    // RFC 5321 §4.2.1: a client that follows the protocol waits for the line without the hyphen
    private void tease() {
        if (!settings.greetBanner().isEmpty()) {
            wire.write("220-" + settings.greetBanner() + "\r\n");
            wire.flush();
        }
    }

    private void spokeEarly() {
        byte[] octets = new byte[MAX_PEEK];
        int count = wire.input().read(octets, 0, octets.length, Duration.ZERO);
        wire.input().unread(octets, 0, count);
        log.spokeEarly(new String(octets, 0, count, StandardCharsets.ISO_8859_1), sinceBegin());
        fail(settings.greetAction(), "5.5.1", "Protocol error");
    }

    private void leave() {
        if (wire.isConnected()) {
            say(Reply.shuttingDown(settings.hostname()));
            throw new EndException("the server stops");
        }
        log.hungUp(sinceBegin());
        throw new EndException("the client has gone");
    }

    private Duration sinceBegin() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private void fail(ScreenAction action, String status, String text) {
        failed = true;
        act(action, status, text);
    }

    private void act(ScreenAction action, String status, String text) {
        switch (action) {
            case IGNORE -> {}
            case ENFORCE -> refusal = refusal.or(() -> Optional.of(Reply.of(550, status, text)));
            case DROP -> {
                say(Reply.of(521, status, text));
                throw new EndException(text);
            }
        }
    }

    private void say(Reply reply) {
        byte[] octets = reply.octets();
        wire.write(octets, 0, octets.length);
        wire.flush();
    }

    private InetAddress address() {
        return wire.peer().remote().getAddress();
    }

    private String key() {
        return Network.text(address());
    }
}
