// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import org.mailroom.core.config.FileFault;
import org.mailroom.core.posix.FileFacts;
import org.mailroom.core.posix.OpenedFile;
import org.mailroom.core.posix.OpenedFile.Links;
import org.mailroom.core.posix.Posix;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.TableFailedException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// A file of addresses that a table or a user names: a list behind `:include:` (aliases(5)), or a
/// `.forward`. It is looked at each time.
public final class AliasFile {
    private static final int MAX_LIST_OCTETS = 4 << 20;
    private static final int MAX_FORWARD_OCTETS = 256 << 10;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final SlowFiles<Listed> LISTS = new SlowFiles<>(PATIENCE);
    private static final SlowFiles<Lookup> FORWARDS = new SlowFiles<>(PATIENCE);

    /// Whose a file of ours is that runs nothing as anybody in particular.
    private static final int ROOT = 0;

    private AliasFile() {}

    /// A list, and with whose rights is done what it says: the name of a user, empty for nobody's
    /// in particular.
    record Listed(Lookup text, String owner) {}

    /// The list of an alias; others than its owner may not write to it.
    ///
    /// @throws TableFailedException when it cannot be read in time
    static Listed list(String path) {
        return LISTS.read(path, () -> listNow(path));
    }

    static Listed listNow(String path) {
        try (var file = OpenedFile.open(Path.of(path), Links.FOLLOWED)) {
            FileFacts facts = file.facts();
            Optional<String> fault = fault(facts, MAX_LIST_OCTETS, facts.othersMayWrite());
            return new Listed(text(path, file, MAX_LIST_OCTETS, fault), ownerOf(facts));
        } catch (IOException | IllegalArgumentException e) {
            return new Listed(unreadable(path, e), "");
        }
    }

    /// The name of the user that a file belongs to; empty where that is root.
    private static String ownerOf(FileFacts facts) throws IOException {
        return facts.owner() == ROOT ? "" : Posix.userName(facts.owner());
    }

    /// The file of a user: it has to be his, and no link to one of others that the server may read,
    /// and nobody else may write to it.
    ///
    /// @throws TableFailedException when it cannot be read in time
    public static Lookup forward(Path path, int uid) {
        return FORWARDS.read(path.toString(), () -> forwardNow(path, uid));
    }

    static Lookup forwardNow(Path path, int uid) {
        try (var file = OpenedFile.open(path, Links.REFUSED)) {
            FileFacts facts = file.facts();
            boolean writable = facts.othersMayWrite() || facts.groupMayWrite();
            Optional<String> fault = fault(facts, MAX_FORWARD_OCTETS, writable);
            if (fault.isEmpty() && facts.owner() != uid) {
                fault = Optional.of("it belongs to another user");
            }
            return text(path.toString(), file, MAX_FORWARD_OCTETS, fault);
        } catch (NoSuchFileException | NotDirectoryException _) {
            return Lookup.NOT_FOUND;
        } catch (AccessDeniedException e) {
            // Deviates from local(8), which has the rights of the user
            return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                    ? unreadable(path.toString(), e)
                    : new Lookup.Failed(
                            path.getParent() + " is not looked into: the server may not enter it");
        } catch (IOException e) {
            return unreadable(path.toString(), e);
        }
    }

    private static Optional<String> fault(FileFacts facts, int maxOctets, boolean writable) {
        if (!facts.isRegular()) {
            return Optional.of("it is no regular file");
        }
        if (facts.octets() > maxOctets) {
            return Optional.of("it is larger than " + maxOctets + " octets");
        }
        return writable ? Optional.of("others may write to it") : Optional.empty();
    }

    private static Lookup text(String path, OpenedFile file, int most, Optional<String> fault)
            throws IOException {
        return fault.isPresent()
                ? new Lookup.Failed(path + " is not used: " + fault.get())
                : new Lookup.Found(new String(file.read(most), StandardCharsets.UTF_8));
    }

    private static Lookup unreadable(String path, Exception e) {
        String reason = e instanceof IOException io ? FileFault.reason(io) : "no path";
        return new Lookup.Failed("cannot read " + path + ": " + reason);
    }
}
