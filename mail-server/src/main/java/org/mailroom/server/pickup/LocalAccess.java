// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.pickup;

import org.mailroom.core.config.LocalParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.program.SystemUser;
import org.mailroom.core.table.Match;
import org.mailroom.core.table.MatchList;
import org.mailroom.core.table.Tables;

import java.util.List;
import java.util.Optional;

/// What users of this host may do. Root and the user of the server may do all of it.
///
/// @param users who they are: unix:passwd.byname
public record LocalAccess(MatchList submit, MatchList mailq, MatchList flush, Tables users) {
    private static final long OWN = SystemUser.uidOfThisProcess();

    /// Opens the lists.
    ///
    /// @throws org.mailroom.core.config.ConfigException when a table of them cannot be used
    public static LocalAccess of(MainCf main, Tables tables) {
        return new LocalAccess(
                open(main, LocalParameters.AUTHORIZED_SUBMIT_USERS, tables),
                open(main, LocalParameters.AUTHORIZED_MAILQ_USERS, tables),
                open(main, LocalParameters.AUTHORIZED_FLUSH_USERS, tables),
                tables);
    }

    private static MatchList open(MainCf main, Parameter<List<String>> who, Tables tables) {
        return main.use(who, list -> MatchList.open(list, MatchList.Reach.NAME, tables));
    }

    LocalUser user(String name) {
        return LocalUser.of(name, users.open("unix:passwd.byname"));
    }

    static boolean isTrusted(LocalUser user) {
        return user.uid() == 0 || user.uid() == OWN;
    }

    /// Why a user may not do something; empty where he may.
    ///
    /// @param what such as `submit mail`
    static Optional<String> refusal(LocalUser user, MatchList who, String what) {
        if (isTrusted(user)) {
            return Optional.empty();
        }
        return switch (who.contains(user.name())) {
            case Match.Yes() -> Optional.empty();
            case Match.No() -> Optional.of("User %s is not allowed to %s".formatted(user, what));
            // A list that cannot be read lets nobody in
            case Match.Unsure _ ->
                    Optional.of("User %s is not allowed to %s now".formatted(user, what));
        };
    }
}
