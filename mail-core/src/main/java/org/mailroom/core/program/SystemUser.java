// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.program;

import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.TableFailedException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A user of the system, with the group that a program of his gets.
///
/// @param home his directory
/// @param shell as `passwd` has it; may be empty
public record SystemUser(String name, long uid, long gid, String home, String shell) {
    private static final int UID = 2;
    private static final int GID = 3;
    private static final int HOME = 5;
    private static final int SHELL = 6;

    public static final long ROOT = 0;

    /// The user of that name; empty where there is none.
    ///
    /// @param passwd the table unix:passwd.byname
    /// @throws TableFailedException when that cannot be asked
    public static Optional<SystemUser> named(String name, LookupTable passwd) {
        return TableFailedException.value(passwd::find, name)
                .flatMap(line -> of(name, line.split(":", -1)));
    }

    private static Optional<SystemUser> of(String name, String[] fields) {
        if (fields.length <= SHELL || !isNumber(fields[UID]) || !isNumber(fields[GID])) {
            return Optional.empty();
        }
        return Optional.of(
                new SystemUser(
                        name,
                        Long.parseLong(fields[UID]),
                        Long.parseLong(fields[GID]),
                        fields[HOME],
                        fields[SHELL]));
    }

    /// The user that this process runs as.
    public static long uidOfThisProcess() {
        try {
            return ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The same user with the rights of another group.
    public SystemUser inGroup(long other) {
        return new SystemUser(name, uid, other, home, shell);
    }

    /// Whether it may do all, or its group may.
    public boolean isPrivileged() {
        return uid == ROOT || gid == ROOT;
    }

    private static boolean isNumber(String text) {
        return text.matches("\\d{1,10}");
    }
}
