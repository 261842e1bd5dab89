// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.Match;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

class PasswordAuthenticatorTest {
    private static final InetAddress CLIENT = InetAddress.getLoopbackAddress();
    private static final InetAddress HOME = InetAddress.ofLiteral("192.0.2.1");
    private static final SaslClient SMTP = new SaslClient("smtp", CLIENT, Optional.empty());

    @TempDir Path folder;
    private final AtomicLong nanos = new AtomicLong();
    private Path users;
    private PasswordAuthenticator authenticator;

    @BeforeEach
    void start() throws IOException {
        users = folder.resolve("users");
        Files.writeString(
                users,
                "ann:{PLAIN}one\nbob@example.net:{PLAIN}two\ncat@example.com:{PLAIN}three\n");
        authenticator = of(new UsersFile(users, nanos::get));
    }

    private static PasswordAuthenticator of(PasswordDatabase file) {
        return of(
                file,
                domain -> domain.equals("example.org") ? Match.YES : Match.NO,
                Duration.ofMinutes(1));
    }

    private static PasswordAuthenticator of(
            PasswordDatabase file, Function<String, Match> localDomain, Duration delay) {
        var settings =
                new AccountSettings(
                        List.of(file),
                        localDomain,
                        Optional.of("example.net"),
                        InetAddress::isLoopbackAddress,
                        delay,
                        new BlockLimits(20, 100, Duration.ofHours(1)),
                        _ -> Lookup.NOT_FOUND,
                        true);
        return new PasswordAuthenticator(() -> settings, ScramSalts.passing());
    }

    @AfterEach
    void stop() {
        authenticator.close();
    }

    private LoginVerdict login(String user, String password) {
        return authenticator.login(new LoginAttempt(user, password, "imap", CLIENT));
    }

    @Test
    void takesALocalUserByNameAndByAddressInALocalDomain() {
        var ann = new LoginVerdict.Accepted(new Account("ann"));

        assertThat(login("ann", "one")).isEqualTo(ann);
        assertThat(login("Ann@Example.ORG", "one")).isEqualTo(ann);
        assertThat(login("ann@example.net", "one")).isInstanceOf(LoginVerdict.Rejected.class);
    }

    @Test
    void takesAVirtualUserByTheWholeAddressAndWithoutTheDomainThatMayBeLeftOut() {
        var bob = new LoginVerdict.Accepted(new Account("bob@example.net"));

        assertThat(login("bob@example.net", "two")).isEqualTo(bob);
        assertThat(login("bob", "two")).isEqualTo(bob);
        assertThat(login("cat", "three")).isInstanceOf(LoginVerdict.Rejected.class);
    }

    @Test
    void rejectsWrongPasswordsAndUnknownUsersAlike() {
        assertThat(login("ann", "two")).isEqualTo(new LoginVerdict.Rejected());
        assertThat(login("eve", "one")).isEqualTo(new LoginVerdict.Rejected());
        assertThat(login("", "")).isEqualTo(new LoginVerdict.Rejected());
        assertThat(login("ann", "x".repeat(5000))).isEqualTo(new LoginVerdict.Rejected());
    }

    @Test
    void forgetsARightPasswordWhenItIsChanged() throws IOException {
        login("ann", "one");

        new UsersFileEditor(users, Optional.empty()).changePassword("ann", "new");
        for (int look = 0; look < 2; look++) {
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            authenticator.knows("ann");
        }

        assertThat(login("ann", "one")).isInstanceOf(LoginVerdict.Rejected.class);
        assertThat(login("ann", "new")).isInstanceOf(LoginVerdict.Accepted.class);
    }

    @Test
    void isUnavailableWithoutItsFile() throws IOException {
        Files.delete(users);
        authenticator = of(new UsersFile(users));

        assertThat(login("ann", "one")).isInstanceOf(LoginVerdict.Unavailable.class);
    }

    /// Somebody else judges its passwords, on the thread of who logs in.
    private record Elsewhere(AtomicReference<Thread> judge) implements PasswordDatabase {
        @Override
        public Entry find(String name) {
            return new Found(new Account(name), new Check(judge));
        }

        @Override
        public List<Account> accounts() {
            return List.of();
        }

        private record Check(AtomicReference<Thread> judge) implements PasswordCheck {
            @Override
            public boolean matches(String password) {
                judge.set(Thread.currentThread());
                if (password.isEmpty()) {
                    throw new UnavailableException("away");
                }
                return password.equals("one");
            }

            @Override
            public boolean waits() {
                return true;
            }
        }
    }

    @Test
    void waitsForWhoJudgesElsewhereInNobodysWay() {
        var judge = new AtomicReference<Thread>();
        try (var other = of(new Elsewhere(judge))) {
            assertThat(other.login(new LoginAttempt("ann", "one", "imap", CLIENT)))
                    .isInstanceOf(LoginVerdict.Accepted.class);
            assertThat(judge).hasValue(Thread.currentThread());
            assertThat(other.login(new LoginAttempt("ann", "two", "imap", CLIENT)))
                    .isInstanceOf(LoginVerdict.Rejected.class);
            assertThat(other.login(new LoginAttempt("ann", "", "imap", CLIENT)))
                    .isEqualTo(new LoginVerdict.Unavailable("away"));
        }
    }

    @Test
    void speaksPlain() {
        var plain = new Sasl(authenticator).begin("plain", SMTP).orElseThrow();

        assertThat(plain.start(Optional.empty())).isEqualTo(new SaslExchange.Challenge(""));
        assertThat(plain.answer(octets("\0ann\0one")))
                .isEqualTo(
                        new SaslExchange.Done(
                                new LoginVerdict.Accepted(new Account("ann")), "ann"));
        assertThat(plain.answer(octets("ann\0one"))).isEqualTo(new SaslExchange.Malformed());
        assertThat(plain.answer(octets("root\0ann\0one")))
                .isEqualTo(new SaslExchange.Done(new LoginVerdict.Rejected(), "ann"));
    }

    @Test
    void speaksLogin() {
        var login = new Sasl(authenticator).begin("LOGIN", SMTP).orElseThrow();

        assertThat(login.start(Optional.empty()))
                .isEqualTo(new SaslExchange.Challenge("Username:"));
        assertThat(login.answer(octets("ann"))).isEqualTo(new SaslExchange.Challenge("Password:"));
        assertThat(login.answer(octets("one")))
                .isEqualTo(
                        new SaslExchange.Done(
                                new LoginVerdict.Accepted(new Account("ann")), "ann"));
    }

    @Test
    void knowsNoOtherMechanism() {
        assertThat(new Sasl(authenticator).begin("CRAM-MD5", SMTP)).isEmpty();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void looksAtNoPasswordOfAGuesserUntilTheServerStops() throws Exception {
        InetAddress far = InetAddress.getByName("192.0.2.1");
        var verdicts = new LinkedBlockingQueue<LoginVerdict>();
        Thread guesser =
                Thread.ofVirtual()
                        .start(
                                () ->
                                        verdicts.add(
                                                authenticator.login(
                                                        new LoginAttempt(
                                                                "ann", "two", "imap", far))));

        assertThat(verdicts.poll(200, TimeUnit.MILLISECONDS)).isNull();
        authenticator.hurry();
        guesser.join();
        assertThat(verdicts.poll()).isEqualTo(new LoginVerdict.Rejected());
    }

    @Test
    void neverLetsAPasswordWaitThatWasRightAShortWhileAgo() throws Exception {
        InetAddress far = InetAddress.getByName("192.0.2.1");
        authenticator.login(new LoginAttempt("ann", "one", "imap", far));
        Thread guesser =
                Thread.ofVirtual()
                        .start(
                                () ->
                                        authenticator.login(
                                                new LoginAttempt("ann", "two", "imap", far)));

        assertThat(authenticator.login(new LoginAttempt("ann", "one", "imap", far)))
                .isInstanceOf(LoginVerdict.Accepted.class);
        authenticator.hurry();
        guesser.join();
    }

    private LoginVerdict login(String user, String password, InetAddress client) {
        return authenticator.login(new LoginAttempt(user, password, "imap", client));
    }

    @Test
    void looksAtNoPasswordOfABlockedAddressThoughItIsInUseElsewhere() {
        authenticator = of(new UsersFile(users), _ -> Match.NO, Duration.ZERO);
        InetAddress thief = InetAddress.ofLiteral("198.51.100.9");
        assertThat(login("ann", "one", HOME)).isInstanceOf(LoginVerdict.Accepted.class);
        for (int guess = 0; guess < 20; guess++) {
            login("ann", "guess" + guess, thief);
        }

        assertThat(login("ann", "one", thief))
                .isEqualTo(new LoginVerdict.Rejected(LoginVerdict.Why.BLOCKED));
        assertThat(login("ann", "one", HOME)).isInstanceOf(LoginVerdict.Accepted.class);
    }

    @Test
    void countsAGuessOnceHoweverTheNameIsWritten() {
        authenticator =
                of(
                        new UsersFile(users),
                        domain -> domain.equals("example.org") ? Match.YES : Match.NO,
                        Duration.ZERO);
        for (int guess = 0; guess < 30; guess++) {
            login(guess % 2 == 0 ? "Ann" : "ann@EXAMPLE.org", "old", HOME);
        }

        assertThat(authenticator.blocks()).isEmpty();
    }

    @Test
    void isUnavailableWhileItCannotBeToldWhichDomainsAreLocal() {
        authenticator =
                of(new UsersFile(users), _ -> new Match.Unsure("ldap is down"), Duration.ZERO);
        for (int guess = 0; guess < 30; guess++) {
            assertThat(login("ann@example.org", "one" + guess, HOME))
                    .isEqualTo(new LoginVerdict.Unavailable("ldap is down"));
        }

        assertThat(authenticator.knows("ann@example.org")).isInstanceOf(Match.Unsure.class);
        assertThat(authenticator.blocks()).isEmpty();
        assertThat(login("ann", "one", HOME)).isInstanceOf(LoginVerdict.Accepted.class);
    }

    @Test
    void keepsNoNameThatNobodyCanHave() {
        authenticator = of(new UsersFile(users), _ -> Match.NO, Duration.ZERO);
        for (int guess = 0; guess < 100; guess++) {
            var client = InetAddress.ofLiteral("198.51.100." + guess);
            login("n".repeat(321), "x", client);
            login("x\n\u001b[2Jerror: forged", "x", client);
            login("a\u202eb", "x", client);
        }

        assertThat(authenticator.blocks()).extracting(BlockedLogin::who).containsExactly("/");
    }
}
