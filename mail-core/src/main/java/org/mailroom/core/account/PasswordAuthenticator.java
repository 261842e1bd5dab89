// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import org.mailroom.core.account.Evidence.Certificate;
import org.mailroom.core.account.Evidence.Password;
import org.mailroom.core.account.Evidence.Proof;
import org.mailroom.core.account.LoginNames.Names;
import org.mailroom.core.account.PasswordDatabase.Entry;
import org.mailroom.core.account.PasswordDatabase.Failed;
import org.mailroom.core.account.PasswordDatabase.Found;
import org.mailroom.core.account.PasswordDatabase.NotFound;
import org.mailroom.core.account.PasswordDatabase.PasswordCheck;
import org.mailroom.core.net.ClientPrefix;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.Match;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Judges passwords by the databases of `passdb`, in their order. A password that was right a short
/// while ago, from the same place, is not hashed again, and never waits. An unknown user costs the
/// same time as a wrong password; who guesses waits longer and longer (`Penalties`), as a virtual
/// thread does: for nothing. Safe for use by several threads.
public final class PasswordAuthenticator implements Authenticator, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PasswordAuthenticator.class);
    private static final int MAX_PASSWORD_CHARS = 1024;

    private final Supplier<AccountSettings> settings;
    private final ScramSalts salts;
    private final RecentLogins recent = new RecentLogins();
    private final StoredPassword nobody = StoredPassword.ofNobody();
    private final LoginBlocks blocks = new LoginBlocks(InstantSource.system());
    private final WrongGuesses guesses = new WrongGuesses(InstantSource.system());
    private final Penalties penalties = new Penalties(System::nanoTime);
    private final Verifications verifications;
    private final CountDownLatch hurry = new CountDownLatch(1);

    /// @param salts for those whose passwords are not salted, and for those who do not exist
    public PasswordAuthenticator(Supplier<AccountSettings> settings, ScramSalts salts) {
        this.settings = settings;
        this.salts = salts;
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        this.verifications = new Verifications(threads, Verifications.MEMORY_KIB);
    }

    @Override
    public LoginVerdict login(LoginAttempt attempt) {
        AccountSettings current = settings.get();
        return switch (LoginNames.of(attempt.user(), current)) {
            case LoginNames.Unsure(var reason) -> new LoginVerdict.Unavailable(reason);
            case Names names -> answered(attempt, names, current);
        };
    }

    private LoginVerdict answered(LoginAttempt attempt, Names names, AccountSettings current) {
        try {
            return login(attempt, names, current);
        } catch (PasswordDatabase.UnavailableException e) {
            LOG.warn("a password cannot be judged: {}", e.getMessage());
            return new LoginVerdict.Unavailable(String.valueOf(e.getMessage()));
        }
    }

    private LoginVerdict login(LoginAttempt attempt, Names names, AccountSettings current) {
        return switch (entry(names, current)) {
            case Found(var account, var check) when !check.admits(attempt.client()) ->
                    judged(attempt, account.name(), current, new NotFound());
            case Found found ->
                    isShown(found, attempt)
                            ? accepted(found)
                            : judged(attempt, found.account().name(), current, found);
            case NotFound nobody -> judged(attempt, names.canonical(), current, nobody);
            case Failed(var reason) -> new LoginVerdict.Unavailable(reason);
        };
    }

    private static LoginVerdict accepted(Found found) {
        return found.password()
                .closed()
                .<LoginVerdict>map(LoginVerdict.Closed::new)
                .orElseGet(() -> new LoginVerdict.Accepted(found.account()));
    }

    @Override
    public Match knows(String name) {
        AccountSettings current = settings.get();
        return switch (LoginNames.of(name, current)) {
            case LoginNames.Unsure(var reason) -> new Match.Unsure(reason);
            case Names names ->
                    switch (entry(names, current)) {
                        case Found _ -> Match.YES;
                        case NotFound() -> Match.NO;
                        case Failed(var reason) -> new Match.Unsure(reason);
                    };
        };
    }

    @Override
    public Set<ScramHash> scram() {
        Set<ScramHash> possible = EnumSet.allOf(ScramHash.class);
        settings.get().databases().forEach(database -> possible.retainAll(database.scram()));
        return possible;
    }

    @Override
    public boolean bindsChannels() {
        return settings.get().channelBinding();
    }

    @Override
    public ScramTerms terms(String user, ScramHash hash) {
        AccountSettings current = settings.get();
        if (!(LoginNames.of(user, current) instanceof Names names)) {
            return salts.of(user.toLowerCase(Locale.ROOT));
        }
        ScramTerms own = salts.of(names.canonical());
        return entry(names, current) instanceof Found(_, var check)
                ? check.terms(hash).orElse(own)
                : own;
    }

    @Override
    public Optional<String> ownerOf(List<X509Certificate> shown) {
        return switch (settings.get().owners().apply(shown)) {
            case Lookup.Found(var owner) -> Optional.of(owner);
            case Lookup.NotFound() -> Optional.empty();
            case Lookup.Failed(var reason) -> {
                LOG.warn("login_clientcerts cannot be asked: {}", reason);
                yield Optional.empty();
            }
        };
    }

    /// @param name what wrong guesses are counted by
    private LoginVerdict judged(
            LoginAttempt attempt, String name, AccountSettings current, Entry entry) {
        boolean waits = !current.trusted().test(attempt.client());
        Duration first = current.failureDelay();
        var client = ClientPrefix.of(attempt.client());
        Duration penalty = waits ? penalties.of(client, first) : Duration.ZERO;
        long answer = System.nanoTime() + penalty.plus(first).toNanos();
        delay(penalty.toNanos());
        boolean blocked = waits && blocks.has(attempt.client(), name);
        PasswordCheck check = entry instanceof Found(_, var own) ? own : nobody;
        if (!blocked && isRight(attempt, check) && entry instanceof Found found) {
            remember(found, attempt);
            penalties.forgive(client);
            blocks.succeeded(attempt.client(), name);
            return accepted(found);
        }
        if (waits) {
            if (guesses.isNew(client, name, attempt.evidence())) {
                penalties.failed(client, first);
                // Nobody has looked at the password of one who is blocked
                if (!blocked) {
                    blocks.failed(attempt.client(), name, current.blocks())
                            .forEach(it -> tell(it, current.blocks()));
                }
            }
            // From the beginning: how long the hashing took does not show
            delay(answer - System.nanoTime());
        }
        return new LoginVerdict.Rejected(
                blocked ? LoginVerdict.Why.BLOCKED : LoginVerdict.Why.WRONG);
    }

    private static void tell(BlockedLogin blocked, BlockLimits limits) {
        LOG.warn(
                "no more logins of {} for {}: {} wrong passwords",
                blocked.who(),
                limits.span(),
                blocked.failures());
    }

    /// Who may not log in now.
    public List<BlockedLogin> blocks() {
        return blocks.list();
    }

    /// Lets an address or an account log in again; false where it was not blocked.
    public boolean unblock(String who) {
        return blocks.remove(who);
    }

    private boolean isShown(Found found, LoginAttempt attempt) {
        return switch (attempt.evidence()) {
            case Password(var text) ->
                    recent.knows(
                            found.account(),
                            ClientPrefix.of(attempt.client()),
                            found.password(),
                            text);
            case Certificate() -> true;
            case Proof _ -> false;
        };
    }

    private void remember(Found found, LoginAttempt attempt) {
        if (attempt.evidence() instanceof Password(var text)) {
            var client = ClientPrefix.of(attempt.client());
            recent.remember(found.account(), client, found.password(), text);
        }
    }

    private static boolean holds(PasswordCheck check, LoginAttempt attempt) {
        return switch (attempt.evidence()) {
            case Password(var text) when text.length() > MAX_PASSWORD_CHARS -> {
                check.matches("");
                yield false;
            }
            case Password(var text) -> check.matches(text, attempt.client());
            case Certificate() -> true;
            case Proof(var hash, var terms, var holds) ->
                    check.scram(hash, terms).map(holds::test).orElse(false);
        };
    }

    private boolean isRight(LoginAttempt attempt, PasswordCheck check) {
        if (check.waits()) {
            return holds(check, attempt);
        }
        try {
            var client = ClientPrefix.of(attempt.client());
            return verifications.run(client, check.memoryKib(), () -> holds(check, attempt));
        } catch (ExecutionException e) {
            LOG.warn("a stored password cannot be used: {}", String.valueOf(e.getCause()));
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Entry entry(Names names, AccountSettings current) {
        for (String name : names.accounts()) {
            for (PasswordDatabase database : current.databases()) {
                Entry entry = database.find(name);
                if (!(entry instanceof NotFound)) {
                    return entry;
                }
            }
        }
        return new NotFound();
    }

    private void delay(long nanos) {
        try {
            var _ = hurry.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The server stops: nobody is made to wait any longer.
    public void hurry() {
        hurry.countDown();
    }

    @Override
    public void close() {
        hurry();
        verifications.close();
    }
}
