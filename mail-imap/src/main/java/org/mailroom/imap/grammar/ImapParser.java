// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.grammar;

import org.mailroom.core.message.SyntaxException;
import org.mailroom.imap.grammar.ImapCommand.Access;
import org.mailroom.imap.grammar.ImapCommand.Append;
import org.mailroom.imap.grammar.ImapCommand.Echo;
import org.mailroom.imap.grammar.ImapCommand.Numbering;
import org.mailroom.storage.FlagChange;
import org.mailroom.storage.Flags;
import org.mailroom.storage.MailboxName;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/// Reads one command (RFC 3501 §9): first its tag, then the rest, so that a command that cannot be
/// read is answered under its tag. Throws `SyntaxException`, and `MailboxException` for a mailbox
/// name that no mailbox can have. For one command and one thread.
public final class ImapParser {
    private static final int MAX_ID_PAIRS = 30;

    private final Octets in;

    /// `octets` are the lines of the command without the last line end, literals in place.
    public ImapParser(byte[] octets) {
        in = new Octets(octets);
    }

    /// Whether the literal that ends these octets is the message of an APPEND, which is not part of
    /// the command's text.
    public static boolean announcesMessage(byte[] octets, int length) {
        var in = new Octets(octets, length);
        try {
            in.tag();
            return in.skipWord(" APPEND ") && !in.atAnnouncement();
        } catch (SyntaxException noTag) {
            return false;
        }
    }

    public String tag() {
        return in.tag();
    }

    public ImapCommand command() {
        in.space();
        ImapCommand command = named(in.word());
        in.skipSpace();
        in.expectEnd();
        return command;
    }

    private ImapCommand named(String name) {
        return switch (name) {
            case "CAPABILITY" -> new ImapCommand.Capability();
            case "NOOP" -> new ImapCommand.Noop();
            case "LOGOUT" -> new ImapCommand.Logout();
            case "ID" -> id();
            case "STARTTLS" -> new ImapCommand.StartTls();
            case "LOGIN" -> new ImapCommand.Login(astring(), astring());
            case "AUTHENTICATE" -> authenticate();
            case "ENABLE" -> new ImapCommand.Enable(words());
            case "CHECK" -> new ImapCommand.Check();
            case "CLOSE" -> new ImapCommand.Close();
            case "UNSELECT" -> new ImapCommand.Unselect();
            case "EXPUNGE" -> new ImapCommand.Expunge();
            case "IDLE" -> new ImapCommand.Idle();
            case "UID" -> byUid();
            default -> onMailboxes(name);
        };
    }

    private ImapCommand onMailboxes(String name) {
        return switch (name) {
            case "NAMESPACE" -> new ImapCommand.Namespace();
            case "LIST" -> new ImapCommand.ListFolders(new ListParser(in).list());
            case "LSUB" -> new ImapCommand.Lsub(new ListParser(in).lsub());
            case "STATUS" -> status();
            case "SELECT" -> select(Access.READ_WRITE);
            case "EXAMINE" -> select(Access.READ_ONLY);
            case "CREATE" -> new ImapCommand.Create(newMailbox());
            case "DELETE" -> new ImapCommand.Delete(mailbox());
            case "RENAME" -> new ImapCommand.Rename(mailbox(), newMailbox());
            case "SUBSCRIBE" -> new ImapCommand.Subscribe(mailbox());
            case "UNSUBSCRIBE" -> new ImapCommand.Unsubscribe(mailbox());
            case "APPEND" -> append();
            default -> onMessages(name, Numbering.SEQUENCE);
        };
    }

    private ImapCommand onMessages(String name, Numbering by) {
        return switch (name) {
            case "FETCH" -> new FetchParser(in).fetch(by);
            case "STORE" -> store(by);
            case "COPY" -> new ImapCommand.Copy(messages(), mailbox(), by);
            case "MOVE" -> new ImapCommand.Move(messages(), mailbox(), by);
            case "SEARCH" -> new SearchParser(in).search(by);
            default -> throw new SyntaxException("Unknown command");
        };
    }

    private ImapCommand byUid() {
        in.space();
        String name = in.word();
        return name.equals("EXPUNGE")
                ? new ImapCommand.UidExpunge(messages())
                : onMessages(name, Numbering.UID);
    }

    private ImapCommand authenticate() {
        in.space();
        String mechanism = in.word();
        return new ImapCommand.Authenticate(
                mechanism, in.skipSpace() ? Optional.of(in.rest()) : Optional.empty());
    }

    // RFC 2971 §3.3: NIL, or a list of at most 30 names and values
    private ImapCommand id() {
        in.space();
        if (in.skipWord("NIL")) {
            return new ImapCommand.Id();
        }
        in.expect('(');
        int pairs = 0;
        while (!in.skip(')')) {
            in.string();
            in.space();
            if (!in.skipWord("NIL")) {
                in.string();
            }
            if (++pairs > MAX_ID_PAIRS) {
                throw new SyntaxException("Too many ID fields");
            }
            in.skipSpace();
        }
        return new ImapCommand.Id();
    }

    private List<String> words() {
        var words = new ArrayList<String>();
        in.space();
        do {
            words.add(in.word());
        } while (in.skipSpace());
        return words;
    }

    private ImapCommand status() {
        MailboxName name = mailbox();
        in.space();
        return new ImapCommand.Status(name, new ListParser(in).statusItems());
    }

    // RFC 4466 §2.1: parameters in parentheses; RFC 7162 §3.1.8: CONDSTORE
    private ImapCommand select(Access access) {
        MailboxName name = mailbox();
        Set<String> parameters = new TreeSet<>();
        if (in.skipSpace()) {
            in.expect('(');
            do {
                parameters.add(in.word());
            } while (in.skipSpace());
            in.expect(')');
        }
        if (!Set.of("CONDSTORE").containsAll(parameters)) {
            throw new SyntaxException("Unknown SELECT parameter");
        }
        return new ImapCommand.Select(name, access, parameters);
    }

    private ImapCommand append() {
        MailboxName name = mailbox();
        in.space();
        Flags flags = Flags.NONE;
        if (in.at('(')) {
            flags = new FlagParser(in).list();
            in.space();
        }
        Optional<Instant> date = Optional.empty();
        if (in.at('"')) {
            date = Optional.of(DateTimes.dateTime(in.string()));
            in.space();
        }
        return new Append(name, flags, date, in.announcement());
    }

    private ImapCommand store(Numbering by) {
        SequenceSet messages = messages();
        in.space();
        OptionalLong unchangedSince = OptionalLong.empty();
        if (in.skipWord("(UNCHANGEDSINCE ")) {
            unchangedSince = OptionalLong.of(in.longNumber());
            in.expect(')');
            in.space();
        }
        String item = in.word();
        String silent = ".SILENT";
        Echo echo = item.endsWith(silent) ? Echo.SILENT : Echo.FLAGS;
        FlagChange.Mode mode =
                switch (echo == Echo.FLAGS ? item : item.replace(silent, "")) {
                    case "FLAGS" -> FlagChange.Mode.REPLACE;
                    case "+FLAGS" -> FlagChange.Mode.ADD;
                    case "-FLAGS" -> FlagChange.Mode.REMOVE;
                    default -> throw new SyntaxException("Unknown STORE item");
                };
        in.space();
        var change = new FlagChange(mode, new FlagParser(in).listOrBare());
        return new ImapCommand.Store(messages, change, echo, unchangedSince, by);
    }

    private SequenceSet messages() {
        in.space();
        return SequenceSet.parse(in);
    }

    private String astring() {
        in.space();
        return in.astring();
    }

    private MailboxName mailbox() {
        return new MailboxName(ListParser.unicode(astring()));
    }

    // RFC 3501 §6.3.3: a trailing separator says that names below will follow; it is not part of it
    private MailboxName newMailbox() {
        String name = ListParser.unicode(astring());
        boolean trailing =
                name.length() > 1 && name.charAt(name.length() - 1) == MailboxName.SEPARATOR;
        return new MailboxName(trailing ? name.substring(0, name.length() - 1) : name);
    }
}
