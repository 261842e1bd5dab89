// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import org.mailroom.core.message.Printable;
import org.mailroom.core.table.Match;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a name that somebody logs in with may mean.
sealed interface LoginNames {

    /// What it may be.
    ///
    /// @param canonical the same for each way to write it; short and printable
    /// @param accounts what it may be called in a password database, in the order to ask for them
    record Names(String canonical, List<String> accounts) implements LoginNames {}

    /// Whether its domain is ours cannot be told.
    record Unsure(String reason) implements LoginNames {}

    /// RFC 5321 §4.5.3.1: 64 for the user, 255 for the domain, and one between them.
    int MAX_CHARS = 320;

    /// No account can be called so, and all that are none are one.
    Names OF_NOBODY = new Names("/", List.of());

    static LoginNames of(String typed, AccountSettings settings) {
        if (typed.length() > MAX_CHARS
                || !Account.isName(typed)
                || !Printable.of(typed).equals(typed)) {
            return OF_NOBODY;
        }
        String name = typed.toLowerCase(Locale.ROOT);
        int at = name.lastIndexOf('@');
        if (at < 0) {
            return withoutDomain(name, settings);
        }
        return switch (settings.localDomain().apply(name.substring(at + 1))) {
            case Match.Unsure(var reason) -> new Unsure(reason);
            case Match.No() -> new Names(name, List.of(name));
            case Match.Yes() -> ofLocalDomain(name, at, settings);
        };
    }

    // One logs in with the name or the full address; a local user has no domain of his own.
    private static Names ofLocalDomain(String name, int at, AccountSettings settings) {
        String user = name.substring(0, at);
        return new Names(oneName(user, settings), at > 0 ? List.of(name, user) : List.of(name));
    }

    private static Names withoutDomain(String name, AccountSettings settings) {
        var accounts = new ArrayList<String>(List.of(name));
        settings.loginDomain().ifPresent(domain -> accounts.add(name + "@" + domain));
        return new Names(oneName(name, settings), List.copyOf(accounts));
    }

    // Two salts would tell that it is nobody's
    private static String oneName(String user, AccountSettings settings) {
        return settings.loginDomain().map(domain -> user + "@" + domain).orElse(user);
    }
}
