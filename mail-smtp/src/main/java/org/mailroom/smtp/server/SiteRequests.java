// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.smtp.Reply;
import org.mailroom.smtp.access.AccessPolicy;
import org.mailroom.smtp.access.Request;
import org.mailroom.smtp.access.Verdict;
import org.mailroom.smtp.identity.Greeting;
import org.mailroom.smtp.identity.Hostname;
import org.mailroom.smtp.server.Next.Say;
import org.mailroom.smtp.server.SmtpSettings.Option;
import org.mailroom.smtp.server.SmtpSettings.Purpose;
import org.mailroom.smtp.server.Transaction.Open;

/// What ETRN does (RFC 1985). On the session's thread.
record SiteRequests(
        SmtpSettings settings,
        AccessPolicy access,
        SiteQueue queue,
        SessionLog log,
        SessionState state) {

    Next etrn(String site) {
        if (!state.extensions().hasEtrn()) {
            return new Say(Reply.NOT_OFFERED);
        }
        if (settings.has(Option.SMTPD_HELO_REQUIRED)
                && state.client().greeting() instanceof Greeting.None) {
            return new Say(Reply.NEED_HELO);
        }
        if (settings.purpose() == Purpose.SUBMISSION && state.client().login().isEmpty()) {
            return new Say(Reply.AUTH_REQUIRED);
        }
        // RFC 1985 §5.1: not within a transaction
        if (state.transaction() instanceof Open) {
            return new Say(Reply.IN_TRANSACTION);
        }
        return Hostname.isNameOrLiteral(site) ? judged(site) : new Say(Reply.BAD_SITE);
    }

    private Next judged(String site) {
        Request request = state.request(site);
        return access.judge(request, log) instanceof Verdict.Refuse(var reply, _)
                ? state.refuse(request, reply)
                : new Say(start(site));
    }

    private Reply start(String site) {
        return switch (queue.start(site)) {
            case STARTED -> Reply.QUEUING;
            case NOT_SERVED -> {
                log.warning("reject: ETRN %s... from %s".formatted(site, state.client().label()));
                yield Reply.notServed(site);
            }
            case IMPOSSIBLE -> {
                log.warning("bad ETRN %s... from %s".formatted(site, state.client().label()));
                yield Reply.CANNOT_QUEUE;
            }
        };
    }
}
