// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.grammar;

import org.mailroom.storage.FlagChange;
import org.mailroom.storage.Flags;
import org.mailroom.storage.MailboxName;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// An IMAP command, parsed, grouped by the state it needs (RFC 3501 §6.1–§6.4).
public sealed interface ImapCommand {
    sealed interface AnyState extends ImapCommand {}

    sealed interface BeforeLogin extends ImapCommand {}

    sealed interface AfterLogin extends ImapCommand {}

    /// What is done in the store, and leaves the session as it is.
    sealed interface OnFolders extends AfterLogin {}

    sealed interface InMailbox extends ImapCommand {}

    /// What is done in the selected mailbox, which stays selected.
    sealed interface OnMessages extends InMailbox {}

    record Capability() implements AnyState {}

    record Noop() implements AnyState {}

    record Logout() implements AnyState {}

    /// RFC 2971. What the client says of itself changes nothing here.
    record Id() implements AnyState {}

    record StartTls() implements BeforeLogin {}

    record Login(String user, String password) implements BeforeLogin {
        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }

    /// `initial` is the initial response as it stands: base64, or `=` for an empty one (RFC 4959
    /// §3).
    record Authenticate(String mechanism, Optional<String> initial) implements BeforeLogin {
        @Override
        public String toString() {
            return "Authenticate[" + mechanism + "]";
        }
    }

    record Enable(List<String> capabilities) implements AfterLogin {
        public Enable {
            capabilities = List.copyOf(capabilities);
        }
    }

    record Namespace() implements OnFolders {}

    record ListFolders(ListRequest request) implements OnFolders {}

    record Lsub(MailboxPattern pattern) implements OnFolders {}

    record Status(MailboxName name, Set<StatusItem> items) implements OnFolders {
        public Status {
            items = Set.copyOf(items);
        }
    }

    /// SELECT or EXAMINE.
    record Select(MailboxName name, Access access, Set<String> parameters) implements AfterLogin {
        public Select {
            parameters = Set.copyOf(parameters);
        }
    }

    record Create(MailboxName name) implements OnFolders {}

    record Delete(MailboxName name) implements OnFolders {}

    record Rename(MailboxName from, MailboxName to) implements OnFolders {}

    record Subscribe(MailboxName name) implements OnFolders {}

    record Unsubscribe(MailboxName name) implements OnFolders {}

    /// APPEND up to its message, which is still on the wire.
    record Append(
            MailboxName name, Flags flags, Optional<Instant> date, LiteralAnnouncement message)
            implements OnFolders {}

    record Idle() implements AfterLogin {}

    record Check() implements OnMessages {}

    record Close() implements InMailbox {}

    record Unselect() implements InMailbox {}

    record Expunge() implements OnMessages {}

    /// RFC 4315 §2.1.
    record UidExpunge(SequenceSet uids) implements OnMessages {}

    record Fetch(
            SequenceSet messages, List<FetchItem> items, OptionalLong changedSince, Numbering by)
            implements OnMessages {
        public Fetch {
            items = List.copyOf(items);
        }
    }

    /// `unchangedSince` is absent for a STORE without that condition (RFC 7162 §3.1.3).
    record Store(
            SequenceSet messages,
            FlagChange change,
            Echo echo,
            OptionalLong unchangedSince,
            Numbering by)
            implements OnMessages {}

    record Copy(SequenceSet messages, MailboxName target, Numbering by) implements OnMessages {}

    record Move(SequenceSet messages, MailboxName target, Numbering by) implements OnMessages {}

    record Search(SearchKey key, SearchReturn returns, Numbering by) implements OnMessages {}

    /// A search in a charset that is not known here.
    record SearchInUnknownCharset() implements OnMessages {}

    enum Access {
        READ_WRITE,
        READ_ONLY
    }

    /// How messages are named in a command and its answers.
    enum Numbering {
        SEQUENCE,
        UID
    }

    /// Whether STORE answers with the new flags.
    enum Echo {
        FLAGS,
        SILENT
    }
}
