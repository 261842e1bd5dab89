// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import org.mailroom.core.account.Evidence.Certificate;
import org.mailroom.core.account.Evidence.Password;
import org.mailroom.core.account.Evidence.Proof;
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
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Judges passwords by the databases of `passdb`, in their order. A password that was right a short
/// while ago is not hashed again, and never waits. An unknown user costs the same time as a wrong
/// password; who guesses waits longer and longer (`Penalties`), as a virtual thread does: for
/// nothing. Safe for use by several threads.
public final class PasswordAuthenticator implements Authenticator, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PasswordAuthenticator.class);
    private static final int MAX_PASSWORD_CHARS = 1024;

    private final Supplier<AccountSettings> settings;
    private final ScramSalts salts;
    private final RecentLogins recent = new RecentLogins();
    private final StoredPassword nobody = StoredPassword.ofNobody();
    private final LoginBlocks blocks = new LoginBlocks(InstantSource.system());
    private final Penalties penalties = new Penalties(System::nanoTime);
    private final Verifications verifications;
    private final CountDownLatch hurry = new CountDownLatch(1);

    /// @param salts for those whose passwords are not salted, and for those who do not exist
    public PasswordAuthenticator(Supplier<AccountSettings> settings, ScramSalts salts) {
        this.settings = settings;
        this.salts = salts;
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        this.verifications = new Verifications(threads);
    }

    @Override
    public LoginVerdict login(LoginAttempt attempt) {
        AccountSettings current = settings.get();
        return switch (entry(attempt.user(), current)) {
            case Found(var account, var check) ->
                    isShown(account, check, attempt.evidence())
                            ? new LoginVerdict.Accepted(account)
                            : answered(attempt, current, Optional.of(account), check);
            case NotFound() -> answered(attempt, current, Optional.empty(), nobody);
            case Failed(var reason) -> new LoginVerdict.Unavailable(reason);
        };
    }

    @Override
    public Match knows(String name) {
        return switch (entry(name, settings.get())) {
            case Found _ -> Match.YES;
            case NotFound() -> Match.NO;
            case Failed(var reason) -> new Match.Unsure(reason);
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
        ScramTerms own = salts.of(oneName(user, current));
        return entry(user, current) instanceof Found(_, var check)
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

    private LoginVerdict answered(
            LoginAttempt attempt,
            AccountSettings current,
            Optional<Account> account,
            PasswordCheck check) {
        try {
            return judged(attempt, current, account, check);
        } catch (PasswordDatabase.UnavailableException e) {
            LOG.warn("a password cannot be judged: {}", e.getMessage());
            return new LoginVerdict.Unavailable(String.valueOf(e.getMessage()));
        }
    }

    private LoginVerdict judged(
            LoginAttempt attempt,
            AccountSettings current,
            Optional<Account> account,
            PasswordCheck check) {
        boolean waits = !current.trusted().test(attempt.client());
        Duration first = current.failureDelay();
        var client = ClientPrefix.of(attempt.client());
        Duration penalty = waits ? penalties.of(client, first) : Duration.ZERO;
        long answer = System.nanoTime() + penalty.plus(first).toNanos();
        delay(penalty.toNanos());
        String name = account.map(Account::name).orElse(oneName(attempt.user(), current));
        boolean blocked = waits && blocks.has(attempt.client(), name);
        if (!blocked && isRight(client, check, attempt.evidence()) && account.isPresent()) {
            remember(account.get(), check, attempt.evidence());
            penalties.forgive(client);
            blocks.succeeded(attempt.client(), name);
            return new LoginVerdict.Accepted(account.get());
        }
        if (waits) {
            int guess = Objects.hash(attempt.user(), attempt.evidence());
            penalties.failed(client, guess, first);
            // Nobody has looked at the password of one who is blocked
            if (!blocked) {
                blocks.failed(attempt.client(), name, guess, current.blocks())
                        .forEach(PasswordAuthenticator::tell);
            }
            // From the beginning: how long the hashing took does not show
            delay(answer - System.nanoTime());
        }
        return new LoginVerdict.Rejected();
    }

    private static void tell(BlockedLogin blocked) {
        LOG.warn(
                "no more logins of {} until {}: {} wrong passwords",
                blocked.who(),
                blocked.until(),
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

    private boolean isShown(Account account, PasswordCheck check, Evidence evidence) {
        return switch (evidence) {
            case Password(var text) -> recent.knows(account, check, text);
            case Certificate() -> true;
            case Proof _ -> false;
        };
    }

    private void remember(Account account, PasswordCheck check, Evidence evidence) {
        if (evidence instanceof Password(var text)) {
            recent.remember(account, check, text);
        }
    }

    private static boolean holds(PasswordCheck check, Evidence evidence) {
        return switch (evidence) {
            case Password(var text) when text.length() > MAX_PASSWORD_CHARS -> {
                check.matches("");
                yield false;
            }
            case Password(var text) -> check.matches(text);
            case Certificate() -> true;
            case Proof(var hash, var terms, var holds) ->
                    check.scram(hash, terms).map(holds::test).orElse(false);
        };
    }

    private boolean isRight(ClientPrefix client, PasswordCheck check, Evidence evidence) {
        if (check.waits()) {
            return holds(check, evidence);
        }
        try {
            return verifications.run(client, () -> holds(check, evidence));
        } catch (ExecutionException e) {
            LOG.warn("a stored password cannot be used: {}", String.valueOf(e.getCause()));
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Entry entry(String user, AccountSettings current) {
        for (String name : namesFor(user, current)) {
            for (PasswordDatabase database : current.databases()) {
                Entry entry = database.find(name);
                if (!(entry instanceof NotFound)) {
                    return entry;
                }
            }
        }
        return new NotFound();
    }

    // The same for each way to write a name: two salts would tell that it is nobody's
    private static String oneName(String user, AccountSettings current) {
        String typed = user.toLowerCase(Locale.ROOT);
        int at = typed.lastIndexOf('@');
        if (at >= 0 && !current.isLocalDomain().test(typed.substring(at + 1))) {
            return typed;
        }
        String name = at < 0 ? typed : typed.substring(0, at);
        return current.loginDomain().map(domain -> name + "@" + domain).orElse(name);
    }

    // One logs in with the name or the full address; a local user has no domain of his own.
    private static List<String> namesFor(String user, AccountSettings current) {
        String typed = user.toLowerCase(Locale.ROOT);
        var names = new ArrayList<String>();
        names.add(typed);
        int at = typed.lastIndexOf('@');
        if (at > 0 && current.isLocalDomain().test(typed.substring(at + 1))) {
            names.add(typed.substring(0, at));
        }
        if (at < 0 && current.loginDomain().isPresent()) {
            names.add(typed + "@" + current.loginDomain().get());
        }
        return names;
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
