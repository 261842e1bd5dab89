// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.pickup;

import org.mailroom.core.table.MatchList;
import org.mailroom.server.control.CallerHandler;
import org.mailroom.server.queue.QueueCommands;

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
///
/// @param smtp the doors for SMTP
public record LocalCommands(
        Pickup pickup,
        QueueCommands queue,
        Supplier<LocalAccess> access,
        Supplier<List<InetSocketAddress>> smtp)
        implements CallerHandler {

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
                    queue.answer(question, in, out);
                }
            }
            case "queue-flush" -> {
                if (!refused(mayNot(user, rules.flush(), "flush the mail queue"), out)) {
                    queue.answer(question, in, out);
                }
            }
            default -> say(out, "error: unknown command\n");
        }
    }

    private static Optional<String> mayNot(LocalUser user, MatchList who, String what) {
        return LocalAccess.refusal(user, who, what);
    }

    private static boolean refused(Optional<String> refusal, OutputStream out) throws IOException {
        if (refusal.isPresent()) {
            say(out, "error: " + refusal.get() + "\n");
        }
        return refusal.isPresent();
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
