// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.Expansion;
import org.mailroom.core.config.MailboxParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.ProgramParameters;
import org.mailroom.core.pipe.LocalSettings;
import org.mailroom.core.program.SystemUser;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.TableFailedException;
import org.mailroom.core.table.Tables;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whose rights programs get, and what environment.
record ProgramUsers(MainCf main, Tables tables) {
    private static final int GID = 2;
    private static final String PATH = "/usr/bin:/bin";

    /// The user that `user` or `user:group` names: neither root nor the owner of the mail.
    ///
    /// @throws ConfigException when there is none, or it may not be used
    SystemUser named(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        SystemUser user =
                find(name).orElseThrow(() -> new ConfigException("there is no user " + name));
        SystemUser chosen = colon < 0 ? user : user.inGroup(group(text.substring(colon + 1)));
        if (chosen.isPrivileged()) {
            throw new ConfigException("programs never run with the rights of root");
        }
        if (ServiceUser.isOwner(user.uid(), main, tables)) {
            throw new ConfigException(
                    "programs never run with the rights of mail_owner, to whom the queue belongs");
        }
        return chosen;
    }

    private Optional<SystemUser> find(String name) {
        try {
            return SystemUser.named(name, tables.open("unix:passwd.byname"));
        } catch (TableFailedException e) {
            throw new ConfigException(e.reason());
        }
    }

    /// For commands and files of local(8).
    LocalSettings local() {
        LookupTable passwd = tables.open("unix:passwd.byname");
        String shell = main.get(ProgramParameters.LOCAL_COMMAND_SHELL);
        return new LocalSettings(
                name -> SystemUser.named(name, passwd),
                main.get(ProgramParameters.DEFAULT_PRIVS),
                uid -> ServiceUser.isOwnerButNoPerson(uid, main, tables),
                environment(),
                main.get(ProgramParameters.COMMAND_EXPANSION_FILTER),
                directory(),
                shell.isEmpty() ? List.of("/bin/sh", "-c") : List.of(shell.split("\\s+")),
                CoreSettings.delimiters(main),
                main.get(ProgramParameters.COMMAND_TIME_LIMIT),
                main.get(MailboxParameters.MAILBOX_SIZE_LIMIT));
    }

    private LocalSettings.Directory directory() {
        return main.use(
                ProgramParameters.COMMAND_EXECUTION_DIRECTORY,
                template -> {
                    // A template that cannot be read is told of now
                    var _ = Expansion.of(template, _ -> "");
                    return new LocalSettings.Directory(
                            template,
                            main.get(ProgramParameters.EXECUTION_DIRECTORY_EXPANSION_FILTER));
                });
    }

    private long group(String name) {
        if (tables.open("unix:group.byname").find(name) instanceof Lookup.Found(var line)) {
            String[] fields = line.split(":", -1);
            if (fields.length > GID && fields[GID].matches("\\d{1,10}")) {
                return Long.parseLong(fields[GID]);
            }
        }
        throw new ConfigException("there is no group " + name);
    }

    /// What every program gets.
    Map<String, String> environment() {
        var environment = new HashMap<String, String>();
        for (String entry : main.get(ProgramParameters.EXPORT_ENVIRONMENT)) {
            int equals = entry.indexOf('=');
            String name = equals < 0 ? entry : entry.substring(0, equals);
            String value = equals < 0 ? System.getenv(entry) : entry.substring(equals + 1);
            if (value != null && !name.isEmpty()) {
                environment.put(name, value);
            }
        }
        environment.put("PATH", PATH);
        return environment;
    }
}
