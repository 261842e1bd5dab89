// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.account.FileOwner;
import org.mailroom.core.account.PasswordDatabase;
import org.mailroom.core.account.UsersFile;
import org.mailroom.core.config.AccountParameters;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.FileFault;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.ProgramParameters;
import org.mailroom.core.program.HelperLogins;
import org.mailroom.core.program.LoginAnswer;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.Tables;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// The password databases that `passdb` names.
public final class Accounts {
    private static final String PASSWD_FILE = "passwd-file:";
    private static final String PAM = "pam:";

    private Accounts() {}

    /// The file that `mailroom user` edits: the first passwd-file of `passdb`.
    public static Optional<Path> usersFile(MainCf main) {
        return main.get(AccountParameters.PASSDB).stream()
                .filter(entry -> entry.startsWith(PASSWD_FILE))
                .map(Accounts::path)
                .findFirst();
    }

    /// To whom a users file shall belong that a command makes in `folder`, where not to who makes
    /// it.
    public static Optional<FileOwner> ownerOfNewFile(MainCf main, Path folder) throws IOException {
        return ServiceUser.forNewFile(main, folder);
    }

    static List<PasswordDatabase> databases(MainCf main, Tables tables) {
        var helper = new HelperLogins(main.get(ProgramParameters.HELPER_SOCKET));
        return main.use(
                AccountParameters.PASSDB,
                entries -> entries.stream().map(entry -> database(entry, tables, helper)).toList());
    }

    /// Reads every users file as the server does, and looks whether PAM can be asked.
    ///
    /// @param rights of the user that the server runs as
    /// @param faults hears of lines that would not be used
    /// @param warnings hears of what is unusual
    /// @throws ConfigException when one cannot be read
    static void check(
            MainCf main, Rights rights, Consumer<String> faults, Consumer<String> warnings) {
        main.use(
                AccountParameters.PASSDB,
                entries -> {
                    for (String entry : entries) {
                        if (entry.startsWith(PASSWD_FILE)) {
                            check(path(entry), rights, faults, warnings);
                        } else if (entry.startsWith(PAM)) {
                            checkPam(main, entry, faults);
                        }
                    }
                    return entries.size();
                });
    }

    /// Whether every users file can be read, so that it is known who has an account.
    static boolean areKnown(MainCf main) {
        return main.get(AccountParameters.PASSDB).stream()
                .filter(entry -> entry.startsWith(PASSWD_FILE))
                .allMatch(entry -> Files.isReadable(path(entry)));
    }

    private static void checkPam(MainCf main, String entry, Consumer<String> faults) {
        Path socket = main.get(ProgramParameters.HELPER_SOCKET);
        String place = main.place(AccountParameters.PASSDB);
        if (!Files.exists(socket)) {
            faults.accept(
                    "%s: only the helper may ask PAM, and there is none at %s: systemctl enable --now mailroom-helper.socket"
                            .formatted(place, socket));
        }
        String service = entry.substring(PAM.length());
        if (!PamUsers.hasRules(service)) {
            faults.accept(
                    "%s: there is no /etc/pam.d/%s: copy config/pam of Mailroom there"
                            .formatted(place, service));
        }
    }

    private static void check(
            Path file, Rights rights, Consumer<String> faults, Consumer<String> warnings) {
        try {
            UsersFile.faults(file).forEach(faults);
            if (!rights.mayRead(file)) {
                throw new AccessDeniedException(file.toString());
            }
            if (!isPrivate(file)) {
                warnings.accept(
                        "%s: everybody on this host can read it: chmod 640 %s"
                                .formatted(file, file));
            }
        } catch (NoSuchFileException e) {
            warnings.accept(
                    "there is no %s yet, so there are no accounts: \"mailroom user add NAME\" makes it"
                            .formatted(file));
        } catch (AccessDeniedException e) {
            throw new ConfigException(
                    "the server cannot read %s: chown %s %s".formatted(file, rights.owner(), file));
        } catch (IOException e) {
            throw new ConfigException(
                    "cannot read %s: %s: expected a users file, user:{SCHEME}hash on each line"
                            .formatted(file, FileFault.reason(e)));
        }
    }

    /// Makes sure that a reload takes no accounts away because their file is missing just now.
    ///
    /// @param known the databases of the running server
    static void checkNotGone(MainCf main, List<PasswordDatabase> known) {
        main.use(
                AccountParameters.PASSDB,
                entries -> {
                    entries.stream()
                            .filter(entry -> entry.startsWith(PASSWD_FILE))
                            .map(Accounts::path)
                            .filter(path -> Files.notExists(path) && hadAccounts(path, known))
                            .forEach(Accounts::refuseGone);
                    return entries.size();
                });
    }

    private static boolean hadAccounts(Path path, List<PasswordDatabase> known) {
        return known.stream()
                .anyMatch(
                        database ->
                                database instanceof UsersFile file
                                        && file.path().equals(path)
                                        && file.hasAccounts());
    }

    private static void refuseGone(Path path) {
        throw new ConfigException(
                "%s is missing, and had accounts: put it back, or an empty file if there are none"
                        .formatted(path));
    }

    private static boolean isPrivate(Path file) throws IOException {
        return !Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
    }

    private static PasswordDatabase database(String entry, Tables tables, HelperLogins helper) {
        if (entry.startsWith(PASSWD_FILE)) {
            return new UsersFile(path(entry));
        }
        if (entry.startsWith(PAM)) {
            return new PamUsers(service(entry), passwd(tables), helper::ask);
        }
        throw new ConfigException(
                entry + ": expected passwd-file:PATH or pam:SERVICE, the kinds there are yet");
    }

    private static String service(String entry) {
        String service = entry.substring(PAM.length());
        if (!PamUsers.SERVICE.matcher(service).matches()) {
            throw new ConfigException(
                    entry + ": expected pam:SERVICE, the name of a file in /etc/pam.d");
        }
        return service;
    }

    private static LookupTable passwd(Tables tables) {
        return tables.open("unix:passwd.byname");
    }

    private static Path path(String entry) {
        return Path.of(entry.substring(PASSWD_FILE.length()));
    }

    /// A users file as a lookup table, for `local_recipient_maps = $passdb …`: the accounts are its
    /// keys. `name` is what stands behind `passwd-file:`.
    static LookupTable asTable(String name) {
        return new AccountTable(PASSWD_FILE + name, new UsersFile(Path.of(name)));
    }

    /// The users whose passwords PAM judges, as a lookup table.
    ///
    /// @param spec `pam:SERVICE`
    static LookupTable ofSystem(String spec, Tables tables) {
        var users =
                new PamUsers(
                        service(spec),
                        passwd(tables),
                        _ -> new LoginAnswer.Unavailable("a table judges no passwords"));
        return new AccountTable(spec, users);
    }

    private record AccountTable(String spec, PasswordDatabase database) implements LookupTable {
        @Override
        public Lookup find(String key) {
            return switch (database.find(key.toLowerCase(Locale.ROOT))) {
                case PasswordDatabase.Found(var account, _) -> new Lookup.Found(account.name());
                case PasswordDatabase.NotFound _ -> Lookup.NOT_FOUND;
                case PasswordDatabase.Failed(var reason) -> new Lookup.Failed(reason);
            };
        }
    }
}
