// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.account.BlockedLogin;
import org.mailroom.core.account.PasswordAuthenticator;
import org.mailroom.core.message.Printable;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What commands ask of those who may not log in.
record BlockCommands(PasswordAuthenticator accounts) {
    private static final String LIST = "block-list";
    private static final String REMOVE = "block-remove\t";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    /// The answer; empty where the question is another.
    Optional<String> answer(String question) {
        if (question.equals(LIST)) {
            return Optional.of(
                    accounts.blocks().stream()
                            .map(BlockCommands::line)
                            .collect(Collectors.joining()));
        }
        if (!question.startsWith(REMOVE)) {
            return Optional.empty();
        }
        String who = question.substring(REMOVE.length());
        String shown = Printable.of(who);
        return Optional.of(
                accounts.unblock(who)
                        ? shown + " can log in again\n"
                        : "error: " + shown + " is not blocked\n");
    }

    private static String line(BlockedLogin blocked) {
        return "%s until %s, %d wrong passwords%n"
                .formatted(
                        blocked.who(),
                        TIME.format(blocked.until().atZone(ZoneId.systemDefault())),
                        blocked.failures());
    }
}
