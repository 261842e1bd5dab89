// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.pickup;

import org.mailroom.core.table.MatchList;
import org.mailroom.server.control.CallerHandler;
import org.mailroom.server.control.CommandHandler;
import org.mailroom.server.programs.ExitCode;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Answers users of this host: they may hand over mail, speak SMTP, list the queue and flush it, as
/// far as `authorized_…_users` allow.
public final class LocalCommands implements CallerHandler {
    /// A walk through a queue of a million messages takes some tens of megabytes, for as long as
    /// its reader likes.
    private static final int WALKS = 2;

    private static final int WALKS_OF_USER = 1;
    private static final int PATIENCE_SECONDS = 2;

    private final Pickup pickup;
    private final CommandHandler queue;
    private final Supplier<LocalAccess> access;
    private final Supplier<List<InetSocketAddress>> smtp;
    private final Turns walks = new Turns(WALKS, WALKS_OF_USER);

    /// @param queue answers what is asked of the queue
    /// @param smtp the doors for SMTP
    public LocalCommands(
            Pickup pickup,
            CommandHandler queue,
            Supplier<LocalAccess> access,
            Supplier<List<InetSocketAddress>> smtp) {
        this.pickup = pickup;
        this.queue = queue;
        this.access = access;
        this.smtp = smtp;
    }

    @Override
    public void answer(String name, String question, InputStream in, OutputStream out)
            throws IOException {
        LocalAccess rules = access.get();
        LocalUser user = rules.user(name);
        String word = question.split("\t", 2)[0];
        switch (word) {
            case "submit" -> {
                Optional<String> refusal = mayNot(user, rules.submit(), "submit mail");
                pickup.take(user, refusal, in, out);
            }
            case "smtp" -> {
                Optional<String> refusal = mayNot(user, rules.submit(), "submit mail");
                if (refusal.isPresent()) {
                    say(out, "554 5.7.0 Error: " + refusal.get() + "\r\n");
                } else {
                    SmtpBridge.carry(smtp.get(), in, out);
                }
            }
            case "queue-list", "queue-json" -> {
                if (!refused(mayNot(user, rules.mailq(), "view the mail queue"), out)) {
                    walk(user, question, in, out);
                }
            }
            case "queue-flush" -> {
                if (!refused(mayNot(user, rules.flush(), "flush the mail queue"), out)) {
                    walk(user, question, in, out);
                }
            }
            default -> say(out, error(ExitCode.USAGE, "unknown command"));
        }
    }

    private void walk(LocalUser user, String question, InputStream in, OutputStream out)
            throws IOException {
        if (LocalAccess.isTrusted(user)) {
            queue.answer(question, in, out);
            return;
        }
        if (!hasTurn(user)) {
            say(out, error(ExitCode.TEMPORARY, "others look at the queue: try again later"));
            return;
        }
        try {
            queue.answer(question, in, out);
        } finally {
            walks.end(user.name());
        }
    }

    private boolean hasTurn(LocalUser user) {
        try {
            return walks.take(user.name(), PATIENCE_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String error(ExitCode code, String text) {
        return "error: " + code.number() + " " + text + "\n";
    }

    private static Optional<String> mayNot(LocalUser user, MatchList who, String what) {
        return LocalAccess.refusal(user, who, what);
    }

    private static boolean refused(Optional<String> refusal, OutputStream out) throws IOException {
        if (refusal.isPresent()) {
            say(out, error(ExitCode.NO_PERMISSION, refusal.get()));
        }
        return refusal.isPresent();
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
