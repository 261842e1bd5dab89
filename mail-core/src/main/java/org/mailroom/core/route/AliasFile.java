// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import org.mailroom.core.config.FileFault;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.TableFailedException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// A file of addresses that a table or a user names: a list behind `:include:` (aliases(5)), or a
/// `.forward`. It is looked at each time.
public final class AliasFile {
    private static final int MAX_LIST_OCTETS = 4 << 20;
    private static final int MAX_FORWARD_OCTETS = 256 << 10;

    private static final SlowFiles FILES = new SlowFiles(Duration.ofSeconds(10));

    private AliasFile() {}

    /// The list of an alias; others than its owner may not write to it.
    ///
    /// @throws TableFailedException when it cannot be read in time
    static Lookup list(String path) {
        return FILES.read(path, () -> listNow(path));
    }

    private static Lookup listNow(String path) {
        try {
            return read(
                    Path.of(path),
                    OptionalInt.empty(),
                    MAX_LIST_OCTETS,
                    Set.of(PosixFilePermission.OTHERS_WRITE));
        } catch (IOException | IllegalArgumentException e) {
            return new Lookup.Failed("cannot read " + path + ": " + reason(e));
        }
    }

    /// The file of a user: it has to be his, and no link to one of others that the server may read,
    /// and nobody else may write to it.
    ///
    /// @throws TableFailedException when it cannot be read in time
    public static Lookup forward(Path path, int uid) {
        return FILES.read(path.toString(), () -> forwardNow(path, uid));
    }

    static Lookup forwardNow(Path path, int uid) {
        try {
            return read(
                    path,
                    OptionalInt.of(uid),
                    MAX_FORWARD_OCTETS,
                    Set.of(PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE));
        } catch (NoSuchFileException | NotDirectoryException _) {
            return Lookup.NOT_FOUND;
        } catch (AccessDeniedException _) {
            // Deviates from local(8), which has the rights of the user
            return new Lookup.Failed(
                    path.getParent() + " is not looked into: the server may not enter it");
        } catch (IOException e) {
            return new Lookup.Failed("cannot read " + path + ": " + reason(e));
        }
    }

    private static Lookup read(
            Path path, OptionalInt uid, int maxOctets, Set<PosixFilePermission> forbidden)
            throws IOException {
        LinkOption[] links =
                uid.isPresent() ? new LinkOption[] {LinkOption.NOFOLLOW_LINKS} : new LinkOption[0];
        PosixFileAttributes file = Files.readAttributes(path, PosixFileAttributes.class, links);
        if (file.isRegularFile() && file.size() > maxOctets) {
            return new Lookup.Failed(
                    path + " is not used: it is larger than " + maxOctets + " octets");
        }
        Optional<String> fault = fault(path, file, uid, forbidden);
        if (fault.isPresent()) {
            return new Lookup.Failed(path + " is not used: " + fault.get());
        }
        try (InputStream in = Files.newInputStream(path, links)) {
            byte[] octets = in.readNBytes(maxOctets);
            return new Lookup.Found(new String(octets, StandardCharsets.UTF_8));
        } catch (AccessDeniedException e) {
            return new Lookup.Failed("cannot read " + path + ": " + reason(e));
        }
    }

    private static Optional<String> fault(
            Path path,
            PosixFileAttributes file,
            OptionalInt uid,
            Set<PosixFilePermission> forbidden)
            throws IOException {
        if (!file.isRegularFile()) {
            return Optional.of("it is no regular file");
        }
        if (file.permissions().stream().anyMatch(forbidden::contains)) {
            return Optional.of("others may write to it");
        }
        if (uid.isPresent()) {
            int owner = (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
            if (owner != uid.getAsInt()) {
                return Optional.of("it belongs to another user");
            }
        }
        return Optional.empty();
    }

    private static String reason(Exception e) {
        return e instanceof IOException io ? FileFault.reason(io) : "no path";
    }
}
