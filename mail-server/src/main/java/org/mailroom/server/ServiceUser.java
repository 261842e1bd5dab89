// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.account.FileOwner;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.PathParameters;
import org.mailroom.core.program.SystemUser;
import org.mailroom.core.table.Tables;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;

/// The user that the server runs as, where a command is run by root.
///
/// @param name of the user
/// @param groups all that it is in, the primary one first
record ServiceUser(String name, List<String> groups) implements Rights {
    private static final String ROOT = "root";
    private static final String MAIL_GROUP = "mail";

    /// UID_MIN of login.defs(5).
    private static final long FIRST_PERSON = 1000;

    ServiceUser {
        groups = List.copyOf(groups);
    }

    static boolean isRoot() {
        return ROOT.equals(System.getProperty("user.name"));
    }

    /// The owner of `data_directory`, else `mail_owner`; empty where that is root, or nobody here.
    static Optional<ServiceUser> of(MainCf main) {
        return ownerOf(main.get(PathParameters.DATA_DIRECTORY))
                .or(() -> Optional.of(main.get(PathParameters.MAIL_OWNER)))
                .filter(name -> !name.equals(ROOT))
                .flatMap(ServiceUser::named);
    }

    /// Whether that user is the owner of `data_directory`, or where that does not exist
    /// `mail_owner`.
    static boolean isOwner(long uid, MainCf main, Tables tables) {
        try {
            Path directory = main.get(PathParameters.DATA_DIRECTORY);
            return ((Number) Files.getAttribute(directory, "unix:uid")).longValue() == uid;
        } catch (IOException notThere) {
            return isMailOwner(uid, main, tables);
        }
    }

    /// The same, but for a person who runs the server for himself, as in a demo or a test, and is
    /// not `mail_owner`: his commands have his rights.
    static boolean isOwnerButNoPerson(long uid, MainCf main, Tables tables) {
        return isMailOwner(uid, main, tables) || (uid < FIRST_PERSON && isOwner(uid, main, tables));
    }

    private static boolean isMailOwner(long uid, MainCf main, Tables tables) {
        return SystemUser.named(
                        main.get(PathParameters.MAIL_OWNER), tables.open("unix:passwd.byname"))
                .filter(it -> it.uid() == uid)
                .isPresent();
    }

    private static Optional<String> ownerOf(Path directory) {
        try {
            return Optional.of(Files.getOwner(directory).getName());
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }

    // id(1) asks all that nsswitch.conf names, not only /etc/group
    private static Optional<ServiceUser> named(String name) {
        try {
            Process id = new ProcessBuilder("id", "-Gn", "--", name).start();
            id.getOutputStream().close();
            String groups =
                    new String(id.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return groups.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ServiceUser(name, List.of(groups.split(" "))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// To whom a new file in `directory` shall belong that root makes: the owner of the directory,
    /// where that is not root, else this user.
    static Optional<FileOwner> forNewFile(MainCf main, Path directory) throws IOException {
        if (!isRoot()) {
            return Optional.empty();
        }
        FileOwner above = FileOwner.of(directory);
        if (!above.user().getName().equals(ROOT)) {
            return Optional.of(above);
        }
        Optional<ServiceUser> user = of(main);
        return user.isEmpty()
                ? Optional.empty()
                : Optional.of(FileOwner.named(user.get().name, user.get().groups.getFirst()));
    }

    @Override
    public String user() {
        return name;
    }

    @Override
    public String owner() {
        return name + ":" + groups.getFirst();
    }

    @Override
    public String group() {
        return groups.contains(MAIL_GROUP) ? MAIL_GROUP : groups.getFirst();
    }

    @Override
    public boolean mayRead(Path file) {
        return reaches(file)
                && may(
                        file,
                        PosixFilePermission.OWNER_READ,
                        PosixFilePermission.GROUP_READ,
                        PosixFilePermission.OTHERS_READ);
    }

    @Override
    public boolean mayWrite(Path file) {
        return reaches(file)
                && may(
                        file,
                        PosixFilePermission.OWNER_WRITE,
                        PosixFilePermission.GROUP_WRITE,
                        PosixFilePermission.OTHERS_WRITE);
    }

    @Override
    public boolean mayFill(Path directory) {
        return mayWrite(directory) && mayEnter(directory);
    }

    private boolean reaches(Path file) {
        for (Path above = real(file).getParent(); above != null; above = above.getParent()) {
            if (!mayEnter(above)) {
                return false;
            }
        }
        return true;
    }

    private boolean mayEnter(Path directory) {
        return may(
                directory,
                PosixFilePermission.OWNER_EXECUTE,
                PosixFilePermission.GROUP_EXECUTE,
                PosixFilePermission.OTHERS_EXECUTE);
    }

    private boolean may(
            Path file,
            PosixFilePermission owner,
            PosixFilePermission group,
            PosixFilePermission others) {
        try {
            var seen = Files.readAttributes(file, PosixFileAttributes.class);
            if (seen.owner().getName().equals(name)) {
                return seen.permissions().contains(owner);
            }
            return seen.permissions()
                    .contains(groups.contains(seen.group().getName()) ? group : others);
        } catch (IOException e) {
            return false;
        }
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException notThere) {
            return file.toAbsolutePath().normalize();
        }
    }
}
