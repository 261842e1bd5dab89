// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.folder;

import org.mailroom.storage.MailboxName;
import org.mailroom.storage.Snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The note that the mail of INBOX is on its way into another folder, in a file that no folder can
/// be. Where it is found, the way has been cut short.
public final class InboxRename {
    private final FolderFiles files;
    private final Path file;

    public InboxRename(FolderFiles files, Path folder) {
        this.files = files;
        this.file = folder.resolve(".inbox-rename");
    }

    /// What was to be moved.
    ///
    /// @param target a folder made for it, empty before
    /// @param uidNext messages of INBOX with lower UIDs
    /// @param isCopied whether the copy is known to be there
    public record Begun(MailboxName target, long uidValidity, long uidNext, boolean isCopied) {}

    public void begin(MailboxName target, Snapshot inbox) throws IOException {
        write(target, inbox, "begun");
    }

    /// The copy is there: only INBOX is to be emptied.
    public void copied(MailboxName target, Snapshot inbox) throws IOException {
        write(target, inbox, "copied");
    }

    private void write(MailboxName target, Snapshot inbox, String progress) throws IOException {
        files.write(
                file,
                List.of(
                        target.path(),
                        Long.toString(inbox.uidValidity()),
                        Long.toString(inbox.uidNext()),
                        progress));
    }

    public Optional<Begun> begun() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        return Optional.of(
                new Begun(
                        new MailboxName(lines.get(0)),
                        Long.parseLong(lines.get(1)),
                        Long.parseLong(lines.get(2)),
                        lines.get(3).equals("copied")));
    }

    public void end() throws IOException {
        files.delete(file);
    }
}
