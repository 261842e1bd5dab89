// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.account.PasswordDatabase;
import org.mailroom.core.account.UsersFile;
import org.mailroom.core.config.AccountParameters;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The password databases that `passdb` names.
public final class Accounts {
    private static final String PASSWD_FILE = "passwd-file:";

    private Accounts() {}

    /// The file that `mailroom user` edits: the first passwd-file of `passdb`.
    public static Optional<Path> usersFile(MainCf main) {
        return main.get(AccountParameters.PASSDB).stream()
                .filter(entry -> entry.startsWith(PASSWD_FILE))
                .map(Accounts::path)
                .findFirst();
    }

    static List<PasswordDatabase> databases(MainCf main) {
        return main.get(AccountParameters.PASSDB).stream().map(Accounts::database).toList();
    }

    private static PasswordDatabase database(String entry) {
        if (!entry.startsWith(PASSWD_FILE)) {
            throw new ConfigException(
                    "passdb: " + entry + ": expected passwd-file:PATH, the only kind there is yet");
        }
        return new UsersFile(path(entry));
    }

    private static Path path(String entry) {
        return Path.of(entry.substring(PASSWD_FILE.length()));
    }

    /// A users file as a lookup table, for `local_recipient_maps = $passdb …`: the accounts are its
    /// keys. `name` is what stands behind `passwd-file:`.
    static LookupTable asTable(String name) {
        return new AccountTable(PASSWD_FILE + name, new UsersFile(Path.of(name)));
    }

    private record AccountTable(String spec, PasswordDatabase database) implements LookupTable {
        @Override
        public Lookup find(String key) {
            return switch (database.find(key)) {
                case PasswordDatabase.Found(var account, _) -> new Lookup.Found(account.name());
                case PasswordDatabase.NotFound _ -> Lookup.NOT_FOUND;
                case PasswordDatabase.Failed(var reason) -> new Lookup.Failed(reason);
            };
        }
    }
}
