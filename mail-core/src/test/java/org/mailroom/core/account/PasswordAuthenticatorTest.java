// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.table.Lookup;

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
import java.util.concurrent.atomic.AtomicReference;

class PasswordAuthenticatorTest {
    private static final InetAddress CLIENT = InetAddress.getLoopbackAddress();
    private static final SaslClient SMTP = new SaslClient("smtp", CLIENT, Optional.empty());

    @TempDir Path folder;
    private Path users;
    private PasswordAuthenticator authenticator;

    @BeforeEach
    void start() throws IOException {
        users = folder.resolve("users");
        Files.writeString(
                users,
                "ann:{PLAIN}one\nbob@example.net:{PLAIN}two\ncat@example.com:{PLAIN}three\n");
        authenticator = authenticator(new UsersFile(users));
    }

    private static PasswordAuthenticator authenticator(PasswordDatabase database) {
        var settings =
                new AccountSettings(
                        List.of(database),
                        "example.org"::equals,
                        Optional.of("example.net"),
                        InetAddress::isLoopbackAddress,
                        Duration.ofMinutes(1),
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

        assertThat(login("ann", "one")).isInstanceOf(LoginVerdict.Rejected.class);
        assertThat(login("ann", "new")).isInstanceOf(LoginVerdict.Accepted.class);
    }

    @Test
    void isUnavailableWithoutItsFile() throws IOException {
        Files.delete(users);

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
        try (var other = authenticator(new Elsewhere(judge))) {
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
}
