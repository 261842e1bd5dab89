// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.allowance;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.mailroom.core.address.Address;
import org.mailroom.smtp.allowance.Allowance.Kind;
import org.mailroom.smtp.memory.LastingMap;

import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Counts what each account sends, and says when that is enough for a day. A message counts when
/// its sender is taken, a recipient when it is, so that many sessions at once get no further than
/// one. Safe for use by several threads.
public final class Allowances {
    /// Of how many accounts is known what they have sent.
    public static final int ROOM = 50_000;

    private final Supplier<AllowanceRules> rules;
    private final Predicate<Address> isHere;
    private final Correspondents correspondents;
    private final InstantSource clock;

    @GuardedBy("this")
    private final LastingMap<Usage> accounts;

    /// @param isHere whose mailbox is on this server: nobody is new there
    public Allowances(
            Supplier<AllowanceRules> rules,
            Predicate<Address> isHere,
            LastingMap<Usage> accounts,
            Correspondents correspondents,
            InstantSource clock) {
        this.rules = rules;
        this.isHere = isHere;
        this.accounts = accounts;
        this.correspondents = correspondents;
        this.clock = clock;
    }

    /// An account begins a message.
    public Permission message(String account) {
        String key = folded(account);
        return switch (rules.get().of(key)) {
            case AllowanceRules.Unknown(var reason) -> new Permission.Unsure(reason);
            case AllowanceRules.Known(var allowance) ->
                    count(key, allowance, List.of(Kind.MESSAGES));
        };
    }

    /// An account names a recipient.
    public Permission recipient(String account, Address recipient) {
        String key = folded(account);
        return switch (rules.get().of(key)) {
            case AllowanceRules.Unknown(var reason) -> new Permission.Unsure(reason);
            case AllowanceRules.Known(var allowance) ->
                    count(key, allowance, kinds(key, allowance, recipient), recipient);
        };
    }

    private List<Kind> kinds(String account, Allowance allowance, Address recipient) {
        boolean isNew =
                allowance.of(Kind.NEW_RECIPIENTS) > 0
                        && !isHere.test(recipient)
                        && !correspondents.knows(account, recipient.toString());
        return isNew ? List.of(Kind.RECIPIENTS, Kind.NEW_RECIPIENTS) : List.of(Kind.RECIPIENTS);
    }

    private Permission count(
            String account, Allowance allowance, List<Kind> kinds, Address recipient) {
        Permission permission = count(account, allowance, kinds);
        boolean isLearnt = allowance.of(Kind.NEW_RECIPIENTS) > 0 && !isHere.test(recipient);
        if (isLearnt && permission instanceof Permission.Granted) {
            correspondents.meet(account, recipient.toString());
        }
        return permission;
    }

    private synchronized Permission count(String account, Allowance allowance, List<Kind> kinds) {
        Usage usage = accounts.find(account).orElseGet(() -> Usage.beginning(clock.instant()));
        Optional<Kind> over =
                kinds.stream().filter(it -> isUsedUp(it, usage, allowance)).findFirst();
        if (over.isPresent()) {
            accounts.put(account, usage.stop());
            return new Permission.Exceeded(
                    over.get(), allowance.of(over.get()), usage.end(), !usage.stopped());
        }
        Usage more = usage;
        for (Kind kind : kinds) {
            more = more.and(kind);
        }
        accounts.put(account, more);
        return Permission.GRANTED;
    }

    private static boolean isUsedUp(Kind kind, Usage usage, Allowance allowance) {
        int limit = allowance.of(kind);
        return limit > 0 && usage.of(kind) >= limit;
    }

    /// What the accounts have sent that have sent something in their day.
    public synchronized Map<String, Usage> list() {
        return accounts.all();
    }

    /// How much an account may send; the usual where that cannot be told.
    public Allowance of(String account) {
        return switch (rules.get().of(account)) {
            case AllowanceRules.Known(var allowance) -> allowance;
            case AllowanceRules.Unknown _ -> rules.get().usual();
        };
    }

    /// Lets the day of an account begin anew; false where nothing was counted.
    public synchronized boolean reset(String account) {
        return accounts.remove(folded(account));
    }

    private static String folded(String account) {
        return account.toLowerCase(Locale.ROOT);
    }
}
