// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import org.mailroom.imap.grammar.Completion;
import org.mailroom.imap.grammar.ImapCommand.Append;
import org.mailroom.imap.grammar.LiteralAnnouncement;
import org.mailroom.storage.AccountStore;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.NewMessage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;

/// APPEND (RFC 3501 §6.3.11; APPENDUID: RFC 4315 §3). Refuses before it asks for the message.
public final class AppendHandler {

    /// What bounds an APPEND: the largest message, and the directory for large ones on their way.
    public record Bounds(OptionalLong octets, Path scratch) {
        boolean exceededBy(LiteralAnnouncement literal) {
            return octets.isPresent() && literal.octets() > octets.getAsLong();
        }
    }

    private final AccountStore store;
    private final LiteralSource source;
    private final Bounds bounds;
    private final InstantSource clock;

    public AppendHandler(
            AccountStore store, LiteralSource source, Bounds bounds, InstantSource clock) {
        this.store = store;
        this.source = source;
        this.bounds = bounds;
        this.clock = clock;
    }

    public Completion append(Append command) {
        LiteralAnnouncement literal = command.message();
        if (bounds.exceededBy(literal)) {
            return Completion.no("TOOBIG", "Message is larger than the limit.");
        }
        if (literal.octets() == 0) {
            return Completion.no("CANNOT", "A message cannot be empty.");
        }
        try (Mailbox mailbox = store.open(command.name())) {
            return append(command, mailbox);
        } catch (MailboxException refusal) {
            return Completion.refused(refusal).suggestingCreate();
        } catch (IOException noRoom) {
            throw new UncheckedIOException(noRoom);
        }
    }

    private Completion append(Append command, Mailbox mailbox) throws IOException {
        try (var upload = new Upload(bounds.scratch())) {
            source.read(command.message(), (octets, at, length) -> add(upload, octets, at, length));
            if (upload.hasNul()) {
                return Completion.bad("NUL in message literal");
            }
            var message =
                    new NewMessage(
                            upload.content(),
                            command.flags(),
                            command.date().orElseGet(clock::instant));
            long uid = mailbox.append(List.of(message)).getFirst();
            long validity = mailbox.snapshot().uidValidity();
            return Completion.ok("APPENDUID " + validity + " " + uid, "Append completed.");
        }
    }

    private static void add(Upload upload, byte[] octets, int offset, int length) {
        try {
            upload.add(octets, offset, length);
        } catch (IOException noRoom) {
            throw new UncheckedIOException(noRoom);
        }
    }
}
