// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.address.Address;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.access.Request;
import org.mailroom.smtp.allowance.Allowances;
import org.mailroom.smtp.allowance.Permission;
import org.mailroom.smtp.notice.SessionNotices;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// Keeps who has logged in to what an account may send in a day. On the session's thread.
record AccountGuard(Allowances allowances, SessionNotices notices, SessionLog log) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    /// Counts a message; the refusal where that is too much.
    Optional<Reply> message(Request request) {
        return refusal(request, allowances::message);
    }

    /// Counts a recipient; the refusal where that is too much.
    Optional<Reply> recipient(Request request, Address recipient) {
        return refusal(request, account -> allowances.recipient(account, recipient));
    }

    private Optional<Reply> refusal(Request request, Function<String, Permission> count) {
        return request.client().login().flatMap(it -> refusal(request, it.user(), count));
    }

    private Optional<Reply> refusal(
            Request request, String account, Function<String, Permission> count) {
        return switch (count.apply(account)) {
            case Permission.Granted() -> Optional.empty();
            case Permission.Unsure(var reason) -> {
                log.warning(reason);
                yield Optional.of(Reply.lookupFailure(account));
            }
            case Permission.Exceeded over -> {
                if (over.isNews()) {
                    tell(request, account, over);
                }
                String what = over.kind().toString();
                yield Optional.of(Reply.tooManyADay(what, over.limit(), account));
            }
        };
    }

    private void tell(Request request, String account, Permission.Exceeded over) {
        String client = request.client().label();
        log.warning(
                "Daily limit of %s exceeded: %d from account %s, at last from %s"
                        .formatted(over.kind(), over.limit(), account, client));
        notices.happened(
                "account " + account + " is stopped",
                """
                %s has sent to the limit of %d %s a day, and may do so again after %s.\r
                The client that was refused is %s.\r
                \r
                If that is not what %s would do, somebody else may have the password: change it.\r
                Otherwise "mailroom allowance reset %s" lets the account go on, and\r
                submission_allowance_maps gives it more.\r
                """
                        .formatted(
                                account,
                                over.limit(),
                                over.kind(),
                                TIME.format(over.until().atZone(ZoneId.systemDefault())),
                                client,
                                account,
                                account));
    }
}
