// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.account.Account;
import org.mailroom.core.account.PasswordDatabase;
import org.mailroom.server.control.AnnouncedInput;
import org.mailroom.server.control.MessageStream;
import org.mailroom.server.control.MessageStream.Item;
import org.mailroom.storage.AccountStore;
import org.mailroom.storage.Flags;
import org.mailroom.storage.Folder;
import org.mailroom.storage.MailStore;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.MailboxName;
import org.mailroom.storage.NewMessage;
import org.mailroom.storage.Snapshot;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// What commands ask of the mail store: a word, a user and a folder, parted by tabs. The folder is
/// empty where all are meant.
///
/// @param accounts who there is, now
record MailCommands(MailStore store, Supplier<List<PasswordDatabase>> accounts) {
    /// Before what is sent behind a question.
    static final String GO_AHEAD = "go ahead";

    private static final long BATCH_OCTETS = 8 << 20;
    private static final int BATCH_MESSAGES = 200;

    /// Answers a question; false for one that is not about mail.
    boolean answer(String question, InputStream in, OutputStream out) throws IOException {
        String[] words = question.split("\t", -1);
        if (words.length != 3) {
            return false;
        }
        try {
            answer(words[0], account(words[1]), words[2], in, out);
        } catch (Refusal | MailboxException refusal) {
            refuse(words[0], String.valueOf(refusal.getMessage()), out);
        }
        return true;
    }

    private void answer(
            String word, Account account, String folder, InputStream in, OutputStream out)
            throws IOException {
        AccountStore mail = store.account(account);
        switch (word) {
            case "mailbox-list" -> say(out, list(mail));
            case "mailbox-status" -> say(out, status(mail, folder));
            case "import" -> {
                var intake = new Intake(mail, folder);
                goAhead(out);
                say(out, take(intake, new DataInputStream(in)));
            }
            case "adopt" -> {
                var name = new MailboxName(folder);
                goAhead(out);
                say(out, adopt(mail, name, new DataInputStream(in)));
            }
            case "export" -> give(mail, folder, new DataOutputStream(out));
            default -> throw new Refusal("unknown command " + word);
        }
    }

    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refusal(String why) {
            super(why);
        }
    }

    // In the form of the answer
    private static void refuse(String word, String why, OutputStream out) throws IOException {
        if (word.equals("export")) {
            MessageStream.write(new DataOutputStream(out), new Item.Failure(why));
        } else {
            say(out, "error: " + why + "\n");
        }
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    // Nothing is sent to one who refuses.
    private static void goAhead(OutputStream out) throws IOException {
        say(out, GO_AHEAD + "\n");
        out.flush();
    }

    private Account account(String name) {
        for (PasswordDatabase database : accounts.get()) {
            switch (database.find(name)) {
                case PasswordDatabase.Found(var account, _) -> {
                    return account;
                }
                case PasswordDatabase.Failed(var reason) -> throw new Refusal(reason);
                case PasswordDatabase.NotFound _ -> {
                    continue;
                }
            }
        }
        throw new Refusal("there is no account " + name);
    }

    private static String list(AccountStore mail) {
        var text = new StringBuilder("  messages    unseen       octets  name\n");
        List<MailboxName> subscribed = mail.subscriptions();
        for (Folder folder : mail.folders()) {
            String uses = String.join(" ", folder.uses());
            String name =
                    folder.name().path()
                            + (uses.isEmpty() ? "" : " " + uses)
                            + (subscribed.contains(folder.name()) ? "" : " (not subscribed)");
            text.append(
                    folder.kind() == Folder.Kind.PARENT_ONLY
                            ? "         -         -            -  " + name + "\n"
                            : row(mail, folder.name(), name));
        }
        return text.toString();
    }

    private static String row(AccountStore mail, MailboxName folder, String name) {
        try (Mailbox mailbox = mail.open(folder)) {
            Snapshot now = mailbox.snapshot();
            return "%,10d%,10d%,13d  %s\n".formatted(now.size(), unseen(now), octets(now), name);
        } catch (MailboxException e) {
            return "         ?         ?            ?  %s: %s\n".formatted(name, e.getMessage());
        }
    }

    private static long unseen(Snapshot mailbox) {
        return IntStream.range(0, mailbox.size())
                .filter(position -> !mailbox.flags(position).has(Flags.SEEN))
                .count();
    }

    private static long octets(Snapshot mailbox) {
        return IntStream.range(0, mailbox.size()).mapToLong(mailbox::octets).sum();
    }

    private static String status(AccountStore mail, String folder) {
        MailboxName name = folder.isEmpty() ? MailboxName.INBOX : new MailboxName(folder);
        try (Mailbox mailbox = mail.open(name)) {
            Snapshot now = mailbox.snapshot();
            return """
            mailbox: %s
            messages: %d
            unseen: %d
            octets: %d
            UIDVALIDITY: %d
            UIDNEXT: %d
            HIGHESTMODSEQ: %d
            keywords: %s
            """
                    .formatted(
                            name,
                            now.size(),
                            unseen(now),
                            octets(now),
                            now.uidValidity(),
                            now.uidNext(),
                            now.highestModSeq(),
                            String.join(" ", now.keywords()));
        }
    }

    /// Stores what comes. Whatever goes wrong, messages that are said to be stored are, and the
    /// others are not.
    private static String take(Intake intake, DataInputStream in) throws IOException {
        try {
            boolean goesOn = true;
            while (goesOn) {
                goesOn = intake.take(MessageStream.read(in));
            }
            return "stored " + intake.stored + "\n";
        } catch (MailboxException e) {
            MessageStream.passOver(in);
            return "error: after %d messages: %s\n".formatted(intake.stored, e.getMessage());
        }
    }

    private static final class Intake {
        private final AccountStore mail;
        private final String target;
        private final List<NewMessage> batch = new ArrayList<>();
        private MailboxName folder;
        private long batchOctets;
        private int stored;

        Intake(AccountStore mail, String target) {
            this.mail = mail;
            this.target = target;
            this.folder = named("");
        }

        private MailboxName named(String name) {
            if (target.isEmpty()) {
                return name.isEmpty() ? MailboxName.INBOX : new MailboxName(name);
            }
            return new MailboxName(name.isEmpty() ? target : target + "/" + name);
        }

        /// Answers whether there is more to come.
        boolean take(Item item) {
            switch (item) {
                case Item.Folder(var name, var _) -> {
                    store();
                    folder = named(name);
                }
                case Item.Message(var message) -> {
                    batch.add(message);
                    batchOctets += message.content().octets();
                    if (batchOctets >= BATCH_OCTETS || batch.size() >= BATCH_MESSAGES) {
                        store();
                    }
                }
                case Item.Failure _, Item.End _ -> {
                    store();
                    return false;
                }
            }
            return true;
        }

        private void store() {
            if (batch.isEmpty()) {
                return;
            }
            try (Mailbox mailbox = opened()) {
                var _ = mailbox.append(batch);
            }
            stored += batch.size();
            batch.clear();
            batchOctets = 0;
        }

        private Mailbox opened() {
            try {
                return mail.open(folder);
            } catch (MailboxException e) {
                if (e.reason() != MailboxException.Reason.NONEXISTENT) {
                    throw e;
                }
                mail.create(folder);
                mail.subscribe(folder);
                return mail.open(folder);
            }
        }
    }

    private static String adopt(AccountStore mail, MailboxName name, DataInputStream in)
            throws IOException {
        var octets = new AnnouncedInput(in, in.readLong());
        try {
            mail.adopt(name, octets);
        } catch (MailboxException e) {
            octets.transferTo(OutputStream.nullOutputStream());
            throw e;
        }
        mail.subscribe(name);
        try (Mailbox mailbox = mail.open(name)) {
            return "stored " + mailbox.snapshot().size() + "\n";
        }
    }

    private static void give(AccountStore mail, String folder, DataOutputStream out)
            throws IOException {
        for (MailboxName name : names(mail, folder)) {
            try (Mailbox mailbox = mail.open(name)) {
                give(mailbox, out);
            }
        }
        MessageStream.write(out, new Item.End());
    }

    private static List<MailboxName> names(AccountStore mail, String folder) {
        return folder.isEmpty()
                ? mail.folders().stream()
                        .filter(f -> f.kind() == Folder.Kind.MAILBOX)
                        .map(Folder::name)
                        .toList()
                : List.of(new MailboxName(folder));
    }

    private static void give(Mailbox mailbox, DataOutputStream out) throws IOException {
        Snapshot now = mailbox.snapshot();
        MessageStream.write(out, new Item.Folder(mailbox.name().path(), octets(now)));
        for (int position = 0; position < now.size(); position++) {
            Optional<NewMessage> message = message(mailbox, now, position);
            if (message.isPresent()) {
                MessageStream.write(out, new Item.Message(message.get()));
            }
        }
    }

    /// Empty for one that has been expunged meanwhile.
    private static Optional<NewMessage> message(Mailbox mailbox, Snapshot now, int position) {
        try {
            return Optional.of(
                    new NewMessage(
                            mailbox.content(now.uid(position)),
                            now.flags(position),
                            now.internalDate(position)));
        } catch (MailboxException e) {
            if (e.reason() == MailboxException.Reason.NONEXISTENT) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
