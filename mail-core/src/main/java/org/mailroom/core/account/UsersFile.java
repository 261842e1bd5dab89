// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import org.mailroom.core.table.WatchedFile;
import org.mailroom.core.table.WatchedFile.Content.Read;
import org.mailroom.core.table.WatchedFile.Content.Unreadable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// A file of accounts in Dovecot's passwd-file form,
/// `user:{SCHEME}hash:uid:gid:gecos:home:shell:extra`. Read again when it has changed and nobody
/// writes it any more, within two seconds; while it cannot be read, its accounts are those that it
/// had. Safe for use by several threads.
public final class UsersFile implements PasswordDatabase {
    private static final Logger LOG = LoggerFactory.getLogger(UsersFile.class);

    private final Path path;
    private final WatchedFile<Content> file;
    private volatile Content known = Content.NONE;
    private volatile boolean failing;

    private record Content(Map<String, UserLine> users, Set<ScramHash> scram) {
        /// Before it has been read.
        static final Content NONE = of(Map.of());

        static Content of(Map<String, UserLine> users) {
            Set<ScramHash> scram = EnumSet.allOf(ScramHash.class);
            scram.removeIf(hash -> !users.values().stream().allMatch(user -> user.allows(hash)));
            return new Content(users, Set.copyOf(scram));
        }
    }

    /// With what stands in it now where it can be read.
    public UsersFile(Path path) {
        this(path, System::nanoTime);
    }

    UsersFile(Path path, LongSupplier nanoTime) {
        this.path = path;
        this.file =
                WatchedFile.of(path, text -> Content.of(parse(path, text, LOG::warn)), nanoTime);
        if (file.content() instanceof Read<Content>(var users, _)) {
            known = users;
        }
    }

    public Path path() {
        return path;
    }

    @Override
    public Entry find(String name) {
        try {
            UserLine user = current().users().get(name);
            return user == null ? new NotFound() : new Found(new Account(name), user);
        } catch (IOException e) {
            return new Failed("cannot read the users file");
        }
    }

    /// Whether there are accounts in it, or were when it could be read last.
    public boolean hasAccounts() {
        return !known.users().isEmpty();
    }

    /// What is wrong with a file, one sentence for each fault of a line.
    ///
    /// @throws IOException when it cannot be read
    public static List<String> faults(Path path) throws IOException {
        var faults = new ArrayList<String>();
        // A comment in another encoding locks nobody out
        String text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        parse(path, text, faults::add);
        return faults;
    }

    @Override
    public List<Account> accounts() {
        try {
            return current().users().keySet().stream().map(Account::new).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Set<ScramHash> scram() {
        try {
            return current().scram();
        } catch (IOException e) {
            return Set.of();
        }
    }

    private Content current() throws IOException {
        switch (file.content()) {
            case Read<Content>(var users, _) -> {
                failing = false;
                known = users;
            }
            case Unreadable<Content>(var reason) when known.equals(Content.NONE) -> {
                tellOnce(reason, "nobody can log in, and mail to users is deferred");
                throw new IOException(reason);
            }
            case Unreadable<Content>(var reason) ->
                    tellOnce(reason, "its accounts stay those that it had");
        }
        return known;
    }

    // Every recipient and every login asks: one line until it can be read again
    private void tellOnce(String reason, String consequence) {
        if (!failing) {
            failing = true;
            LOG.error("{}: {}", reason, consequence);
        }
    }

    private static Map<String, UserLine> parse(Path path, String text, Consumer<String> fault) {
        var users = new TreeMap<String, UserLine>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String place = "%s, line %d: ".formatted(path, number);
            if (!line.isBlank() && !line.startsWith("#")) {
                try {
                    UserLine user = UserLine.parse(line, what -> fault.accept(place + what));
                    if (users.put(user.name().toLowerCase(Locale.ROOT), user) != null) {
                        fault.accept(
                                place
                                        + user.name()
                                        + " has a line before this one: only this one counts");
                    }
                } catch (IllegalArgumentException e) {
                    fault.accept(place + e.getMessage() + ": the line is not used");
                }
            }
        }
        return users;
    }
}
