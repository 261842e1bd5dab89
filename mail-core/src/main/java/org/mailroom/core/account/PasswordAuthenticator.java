// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import org.mailroom.core.account.PasswordDatabase.Entry;
import org.mailroom.core.account.PasswordDatabase.Failed;
import org.mailroom.core.account.PasswordDatabase.Found;
import org.mailroom.core.account.PasswordDatabase.NotFound;
import org.mailroom.core.account.PasswordDatabase.PasswordCheck;
import org.mailroom.core.net.ClientPrefix;
import org.mailroom.core.table.Match;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
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
    private final RecentLogins recent = new RecentLogins();
    private final StoredPassword nobody = StoredPassword.of("nobody has this password");
    private final Penalties penalties = new Penalties(System::nanoTime);
    private final Verifications verifications;
    private final CountDownLatch hurry = new CountDownLatch(1);

    public PasswordAuthenticator(Supplier<AccountSettings> settings) {
        this.settings = settings;
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        this.verifications = new Verifications(threads);
    }

    @Override
    public LoginVerdict login(LoginAttempt attempt) {
        AccountSettings current = settings.get();
        return switch (entry(attempt.user(), current)) {
            case Found(var account, var check) ->
                    recent.knows(account, check, attempt.password())
                            ? new LoginVerdict.Accepted(account)
                            : judged(attempt, current, Optional.of(account), check);
            case NotFound() -> judged(attempt, current, Optional.empty(), nobody);
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
        if (hashed(client, check, attempt.password()) && account.isPresent()) {
            recent.remember(account.get(), check, attempt.password());
            penalties.forgive(client);
            return new LoginVerdict.Accepted(account.get());
        }
        if (waits) {
            penalties.failed(client, Objects.hash(attempt.user(), attempt.password()), first);
            // From the beginning: how long the hashing took does not show
            delay(answer - System.nanoTime());
        }
        return new LoginVerdict.Rejected();
    }

    private boolean hashed(ClientPrefix client, PasswordCheck check, String password) {
        boolean fits = password.length() <= MAX_PASSWORD_CHARS;
        try {
            return verifications.run(client, () -> check.matches(fits ? password : "")) && fits;
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

    // One logs in with the name or the full address; a local user has no domain of his own.
    private static List<String> namesFor(String user, AccountSettings current) {
        String typed = user.toLowerCase(Locale.ROOT);
        var names = new ArrayList<String>();
        names.add(typed);
        int at = typed.lastIndexOf('@');
        if (at > 0 && current.isLocalDomain().test(typed.substring(at + 1))) {
            names.add(typed.substring(0, at));
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
