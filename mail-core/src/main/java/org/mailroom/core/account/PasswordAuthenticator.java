// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import org.mailroom.core.account.PasswordDatabase.Entry;
import org.mailroom.core.account.PasswordDatabase.Failed;
import org.mailroom.core.account.PasswordDatabase.Found;
import org.mailroom.core.account.PasswordDatabase.NotFound;
import org.mailroom.core.table.Match;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// Judges passwords by the databases of `passdb`, in their order. Hashing runs on a few platform
/// threads, so that it neither takes the sessions' carriers nor all of the machine's memory; a
/// password that was right a short while ago is not hashed again. An unknown user costs the same
/// time as a wrong password. Safe for use by several threads.
public final class PasswordAuthenticator implements Authenticator, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PasswordAuthenticator.class);
    private static final int MAX_PASSWORD_CHARS = 1024;

    private final Supplier<AccountSettings> settings;
    private final RecentLogins recent = new RecentLogins();
    private final StoredPassword nobody = StoredPassword.of("nobody has this password");
    private final ExecutorService hashing;

    public PasswordAuthenticator(Supplier<AccountSettings> settings) {
        this.settings = settings;
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        this.hashing =
                Executors.newFixedThreadPool(
                        threads, Thread.ofPlatform().name("passwords/", 0).daemon().factory());
    }

    @Override
    public LoginVerdict login(LoginAttempt attempt) {
        AccountSettings current = settings.get();
        LoginVerdict verdict = judge(attempt, current);
        if (verdict instanceof LoginVerdict.Rejected && !current.trusted().test(attempt.client())) {
            delay(current);
        }
        return verdict;
    }

    @Override
    public Match knows(String name) {
        return switch (entry(name, settings.get())) {
            case Found _ -> Match.YES;
            case NotFound() -> Match.NO;
            case Failed(var reason) -> new Match.Unsure(reason);
        };
    }

    private LoginVerdict judge(LoginAttempt attempt, AccountSettings current) {
        if (attempt.password().length() > MAX_PASSWORD_CHARS) {
            return new LoginVerdict.Rejected();
        }
        return switch (entry(attempt.user(), current)) {
            case Found(var account, var check) -> judged(account, check, attempt.password());
            case NotFound() -> {
                hashed(nobody, attempt.password());
                yield new LoginVerdict.Rejected();
            }
            case Failed(var reason) -> new LoginVerdict.Unavailable(reason);
        };
    }

    private LoginVerdict judged(
            Account account, PasswordDatabase.PasswordCheck check, String password) {
        if (recent.knows(account, check, password)) {
            return new LoginVerdict.Accepted(account);
        }
        if (hashed(check, password)) {
            recent.remember(account, check, password);
            return new LoginVerdict.Accepted(account);
        }
        return new LoginVerdict.Rejected();
    }

    private boolean hashed(PasswordDatabase.PasswordCheck check, String password) {
        try {
            return hashing.submit(() -> check.matches(password)).get();
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

    private static void delay(AccountSettings current) {
        try {
            Thread.sleep(current.failureDelay());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        hashing.shutdownNow();
    }
}
