// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import org.mailroom.core.config.FileFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/// A file of accounts in Dovecot's passwd-file form,
/// `user:{SCHEME}hash:uid:gid:gecos:home:shell:extra`. Read again when it has changed; while it
/// cannot be read, its accounts are those that it had. Safe for use by several threads.
public final class UsersFile implements PasswordDatabase {
    private static final Logger LOG = LoggerFactory.getLogger(UsersFile.class);

    private final Path path;
    private volatile Content content = Content.NONE;
    private volatile boolean failing;

    /// By this a change is noticed.
    private record Version(long modified, long octets, String inode) {
        static Version of(Path path) throws IOException {
            var seen = Files.readAttributes(path, BasicFileAttributes.class);
            return new Version(
                    seen.lastModifiedTime().toMillis(),
                    seen.size(),
                    String.valueOf(seen.fileKey()));
        }
    }

    private record Content(Version version, Map<String, UserLine> users, Set<ScramHash> scram) {
        /// Before it has been read.
        static final Content NONE = of(new Version(-1, -1, "none"), Map.of());

        static Content of(Version version, Map<String, UserLine> users) {
            Set<ScramHash> scram = EnumSet.allOf(ScramHash.class);
            scram.removeIf(hash -> !users.values().stream().allMatch(user -> user.allows(hash)));
            return new Content(version, users, Set.copyOf(scram));
        }
    }

    public UsersFile(Path path) {
        this.path = path;
    }

    /// The same, with what stands in it now where it can be read.
    public static UsersFile read(Path path) {
        var file = new UsersFile(path);
        try {
            var _ = file.current();
        } catch (IOException e) {
            LOG.debug("{} has not been read yet: {}", path, FileFault.reason(e));
        }
        return file;
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
            tellOnce(e, "nobody can log in, and mail to users is deferred");
            return new Failed("cannot read the users file");
        }
    }

    // Every recipient and every login asks: one line until it can be read again
    private void tellOnce(IOException e, String consequence) {
        if (!failing) {
            failing = true;
            LOG.error("cannot read {}: {}: {}", path, FileFault.reason(e), consequence);
        }
    }

    /// Whether there are accounts in it, or were when it could be read last.
    public boolean hasAccounts() {
        return !content.users().isEmpty();
    }

    /// What is wrong with the file, one sentence for each line that is not used.
    ///
    /// @throws IOException when it cannot be read
    public List<String> faults() throws IOException {
        var faults = new ArrayList<String>();
        parse(lines(), faults::add);
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
            tellOnce(e, "nobody can log in by SCRAM");
            return Set.of();
        }
    }

    private Content current() throws IOException {
        try {
            Content now = read();
            failing = false;
            return now;
        } catch (IOException e) {
            if (content.equals(Content.NONE)) {
                throw e;
            }
            tellOnce(e, "its accounts stay those that it had");
            return content;
        }
    }

    private Content read() throws IOException {
        Version version = Version.of(path);
        Content known = content;
        if (!known.version().equals(version)) {
            known = Content.of(version, parse(lines(), LOG::warn));
            content = known;
        }
        return known;
    }

    // A comment in another encoding locks nobody out
    private List<String> lines() throws IOException {
        return new String(Files.readAllBytes(path), StandardCharsets.UTF_8).lines().toList();
    }

    private Map<String, UserLine> parse(List<String> lines, Consumer<String> fault) {
        var users = new TreeMap<String, UserLine>();
        int number = 0;
        for (String line : lines) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                try {
                    UserLine user = UserLine.parse(line);
                    users.put(user.name().toLowerCase(Locale.ROOT), user);
                } catch (IllegalArgumentException e) {
                    fault.accept(
                            "%s, line %d: %s: the line is not used"
                                    .formatted(path, number, e.getMessage()));
                }
            }
        }
        return users;
    }
}
