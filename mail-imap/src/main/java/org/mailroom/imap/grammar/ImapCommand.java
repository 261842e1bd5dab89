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

    sealed interface InMailbox extends ImapCommand {}

    record Capability() implements AnyState {}

    record Noop() implements AnyState {}

    record Logout() implements AnyState {}

    /// RFC 2971: what the client says it is, as `name=value` pairs fit for a log line.
    record Id(List<String> pairs) implements AnyState {
        public Id {
            pairs = List.copyOf(pairs);
        }
    }

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

    record Namespace() implements AfterLogin {}

    record ListFolders(ListRequest request) implements AfterLogin {}

    record Lsub(MailboxPattern pattern) implements AfterLogin {}

    record Status(MailboxName name, Set<StatusItem> items) implements AfterLogin {
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

    record Create(MailboxName name) implements AfterLogin {}

    record Delete(MailboxName name) implements AfterLogin {}

    record Rename(MailboxName from, MailboxName to) implements AfterLogin {}

    record Subscribe(MailboxName name) implements AfterLogin {}

    record Unsubscribe(MailboxName name) implements AfterLogin {}

    /// APPEND up to its message, which is still on the wire.
    record Append(
            MailboxName name, Flags flags, Optional<Instant> date, LiteralAnnouncement message)
            implements AfterLogin {}

    record Idle() implements AfterLogin {}

    record Check() implements InMailbox {}

    record Close() implements InMailbox {}

    record Unselect() implements InMailbox {}

    record Expunge() implements InMailbox {}

    /// RFC 4315 §2.1.
    record UidExpunge(SequenceSet uids) implements InMailbox {}

    record Fetch(
            SequenceSet messages, List<FetchItem> items, OptionalLong changedSince, Numbering by)
            implements InMailbox {
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
            implements InMailbox {}

    record Copy(SequenceSet messages, MailboxName target, Numbering by) implements InMailbox {}

    record Move(SequenceSet messages, MailboxName target, Numbering by) implements InMailbox {}

    record Search(SearchKey key, SearchReturn returns, Numbering by) implements InMailbox {}

    /// A search in a charset that is not known here.
    record SearchInUnknownCharset() implements InMailbox {}

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
