// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.mail;

import org.mailroom.core.account.Account;
import org.mailroom.core.account.PasswordDatabase;
import org.mailroom.core.config.FileFault;
import org.mailroom.server.control.AnnouncedInput;
import org.mailroom.server.control.ControlClient;
import org.mailroom.server.control.MessageReader;
import org.mailroom.server.control.MessageStream;
import org.mailroom.server.control.MessageStream.Item;
import org.mailroom.storage.AccountStore;
import org.mailroom.storage.MailStore;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.MailboxName;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/// What commands ask of the mail store: a word, a user and a folder, parted by tabs. The folder is
/// empty where all are meant.
///
/// @param accounts who there is, now
/// @param scratch where large messages wait while they come in or go out
public record MailCommands(
        MailStore store, Supplier<List<PasswordDatabase>> accounts, Path scratch) {
    /// Answers a question; false for one that is not about mail.
    public boolean answer(String question, InputStream in, OutputStream out) throws IOException {
        String[] words = question.split("\t", -1);
        if (words.length != 3) {
            return false;
        }
        try {
            answer(words[0], account(words[1]), words[2], in, out);
        } catch (Refusal refusal) {
            refuse(words[0], String.valueOf(refusal.getMessage()), out);
        } catch (MailboxException refusal) {
            String where = words[2].isEmpty() ? MailboxName.INBOX.path() : words[2];
            refuse(words[0], where + ": " + refusal.getMessage() + cause(refusal), out);
        }
        return true;
    }

    private void answer(
            String word, Account account, String folder, InputStream in, OutputStream out)
            throws IOException {
        AccountStore mail = store.account(account);
        switch (word) {
            case "mailbox-list" -> say(out, new MailboxReport(mail).list());
            case "mailbox-status" -> say(out, new MailboxReport(mail).status(folder));
            case "import" -> {
                var intake = new MailIntake(mail, folder);
                goAhead(out);
                try (var messages = new MessageReader(new DataInputStream(in), scratch)) {
                    say(out, intake.take(messages));
                }
            }
            case "adopt" -> {
                var name = new MailboxName(folder);
                goAhead(out);
                say(out, adopt(mail, name, new DataInputStream(in)));
            }
            case "export" ->
                    new MailExport(mail, folder, scratch).writeTo(new DataOutputStream(out));
            default -> throw new Refusal("unknown command " + word);
        }
    }

    // What a client is not told
    private static String cause(MailboxException refusal) {
        return refusal.getCause() instanceof IOException trouble
                ? ": " + FileFault.reason(trouble)
                : "";
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
        say(out, ControlClient.GO_AHEAD + "\n");
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
}
