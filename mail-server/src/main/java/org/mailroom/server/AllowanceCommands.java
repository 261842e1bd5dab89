// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.smtp.allowance.Allowance;
import org.mailroom.smtp.allowance.Allowance.Kind;
import org.mailroom.smtp.allowance.Allowances;
import org.mailroom.smtp.allowance.Usage;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What commands ask of what accounts have sent.
record AllowanceCommands(Allowances allowances) {
    private static final String LIST = "allowance-list";
    private static final String RESET = "allowance-reset\t";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    /// The answer; empty where the question is another.
    Optional<String> answer(String question) {
        if (question.equals(LIST)) {
            return Optional.of(
                    allowances.list().entrySet().stream()
                            .map(it -> line(it.getKey(), it.getValue()))
                            .collect(Collectors.joining()));
        }
        if (!question.startsWith(RESET)) {
            return Optional.empty();
        }
        String account = question.substring(RESET.length());
        return Optional.of(
                allowances.reset(account)
                        ? "the day of " + account + " begins anew\n"
                        : "error: " + account + " has sent nothing in a day\n");
    }

    private String line(String account, Usage usage) {
        Allowance allowance = allowances.of(account);
        String counts =
                Arrays.stream(Kind.values())
                        .map(kind -> count(usage.of(kind), allowance.of(kind)) + " " + kind)
                        .collect(Collectors.joining(", "));
        return "%s: %s until %s%s%n"
                .formatted(
                        account,
                        counts,
                        TIME.format(usage.end().atZone(ZoneId.systemDefault())),
                        usage.stopped() ? ", stopped" : "");
    }

    private static String count(int number, int limit) {
        return limit == 0 ? Integer.toString(number) : number + " of " + limit;
    }
}
