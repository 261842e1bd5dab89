// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.account.Account;
import org.mailroom.core.account.PasswordDatabase;
import org.mailroom.core.config.Network;
import org.mailroom.core.program.LoginAnswer;
import org.mailroom.core.program.LoginQuestion;
import org.mailroom.core.program.SystemUser;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.TableFailedException;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The users of this system, but root: who they are says `/etc/passwd`, and PAM, by way of the
/// helper, judges their passwords. Safe for use by several threads.
///
/// @param service the rules that PAM judges by, a file in `/etc/pam.d`
/// @param passwd the table unix:passwd.byname
/// @param helper asks PAM
record PamUsers(String service, LookupTable passwd, Function<LoginQuestion, LoginAnswer> helper)
        implements PasswordDatabase {

    /// What can be the name of a service: part of a path.
    static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,31}");

    // Others than these PAM and its modules might read in other ways than we do
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_.-]{0,31}");

    // As login.defs(5): the lowest of a person, and nobody
    private static final long PEOPLE = 1000;
    private static final long NOBODY = 65_534;

    @Override
    public Entry find(String name) {
        if (!NAME.matcher(name).matches()) {
            return new NotFound();
        }
        try {
            return SystemUser.named(name, passwd)
                    .filter(user -> user.uid() != SystemUser.ROOT)
                    .<Entry>map(_ -> new Found(new Account(name), new Check(service, name, helper)))
                    .orElseGet(NotFound::new);
        } catch (TableFailedException e) {
            return new Failed(String.valueOf(e.getMessage()));
        }
    }

    /// Those that are people.
    @Override
    public List<Account> accounts() {
        return passwd.listing().orElse(Map.of()).keySet().stream()
                .filter(name -> NAME.matcher(name).matches())
                .filter(this::isPerson)
                .map(Account::new)
                .toList();
    }

    private boolean isPerson(String name) {
        return SystemUser.named(name, passwd)
                .filter(user -> user.uid() >= PEOPLE && user.uid() != NOBODY)
                .isPresent();
    }

    /// A password that was right is remembered for a while, but not beyond a change of these files.
    private record Check(
            String service,
            String user,
            Function<LoginQuestion, LoginAnswer> helper,
            List<Long> changes)
            implements PasswordCheck {
        private static final List<Path> FILES =
                Stream.of("/etc/passwd", "/etc/shadow").map(Path::of).toList();

        Check(String service, String user, Function<LoginQuestion, LoginAnswer> helper) {
            this(service, user, helper, FILES.stream().map(Check::change).toList());
        }

        private static long change(Path file) {
            return file.toFile().lastModified();
        }

        @Override
        public boolean matches(String password) {
            return matches(password, InetAddress.getLoopbackAddress());
        }

        @Override
        public boolean matches(String password, InetAddress client) {
            var question = new LoginQuestion(service, user, password, Network.text(client));
            return switch (helper.apply(question)) {
                case LoginAnswer.Right() -> true;
                case LoginAnswer.Wrong() -> false;
                case LoginAnswer.Unavailable(var reason) -> throw new UnavailableException(reason);
            };
        }

        @Override
        public boolean waits() {
            return true;
        }
    }

    /// Whether PAM has rules of that name.
    static boolean hasRules(String service) {
        return Files.exists(Path.of("/etc/pam.d", service))
                || Files.exists(Path.of("/usr/lib/pam.d", service));
    }
}
