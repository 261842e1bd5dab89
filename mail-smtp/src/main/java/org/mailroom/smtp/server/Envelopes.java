// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.intake.MessageOrder;
import org.mailroom.core.queue.Envelope.Encoding;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.queue.Urgency;
import org.mailroom.smtp.MailParameters;
import org.mailroom.smtp.RcptParameters;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.SmtpCommand;
import org.mailroom.smtp.access.AccessPolicy;
import org.mailroom.smtp.access.Request;
import org.mailroom.smtp.access.Request.Moment;
import org.mailroom.smtp.access.Verdict;
import org.mailroom.smtp.identity.Greeting;
import org.mailroom.smtp.milter.Answer;
import org.mailroom.smtp.server.Next.Say;
import org.mailroom.smtp.server.Next.SayMildly;
import org.mailroom.smtp.server.RateLimits.Event;
import org.mailroom.smtp.server.SmtpSettings.Option;
import org.mailroom.smtp.server.SmtpSettings.Purpose;
import org.mailroom.smtp.server.Transaction.Arriving;
import org.mailroom.smtp.server.Transaction.None;
import org.mailroom.smtp.server.Transaction.Open;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// MAIL and RCPT (RFC 5321 §3.3): from whom a message is, and for whom. On the session's thread.
final class Envelopes {
    private final SmtpService service;
    private final SmtpSettings settings;
    private final AccessPolicy access;
    private final SessionLog log;
    private final Filtering filters;
    private final RateGuard rates;
    private final AccountGuard accounts;
    private final SessionState state;

    // What every recipient hears, where the client may not send
    private final Optional<Reply> refusal;

    Envelopes(
            SmtpService service,
            SmtpSettings settings,
            AccessPolicy access,
            SessionLog log,
            Filtering filters,
            RateGuard rates,
            SessionState state,
            Optional<Reply> refusal) {
        this.service = service;
        this.settings = settings;
        this.access = access;
        this.log = log;
        this.filters = filters;
        this.rates = rates;
        this.accounts = new AccountGuard(service.allowances(), service.notices(), log);
        this.state = state;
        this.refusal = refusal;
    }

    Next mail(SmtpCommand.Mail command) {
        if (!(state.transaction() instanceof None)) {
            return new Say(Reply.NESTED_MAIL);
        }
        Optional<Reply> unknown = state.extensions().whyNotTake(command.parameters());
        if (unknown.isPresent()) {
            return new Say(unknown.get());
        }
        Optional<Reply> tooMuch = rates.count(Event.MESSAGE, state.client());
        if (tooMuch.isPresent()) {
            return new Say(tooMuch.get());
        }
        state.countMessage();
        Open open = opened(command);
        Request request =
                state.request(
                        Moment.MAIL, Optional.of(command.sender()), state.facts(open.announced()));
        Optional<Reply> refusal = whyNotBegin(command);
        return refusal.isPresent() ? state.refuse(request, refusal.get()) : judged(open, request);
    }

    private Open opened(SmtpCommand.Mail command) {
        Instant now = service.clock().instant();
        var urgency =
                new Urgency(
                        command.parameters().by().map(it -> it.from(now)),
                        priority(command.parameters()));
        Open open =
                Open.from(
                        command.sender(),
                        command.parameters(),
                        urgency,
                        state.instance(),
                        state.forwarded());
        return command.parameters()
                .release()
                .from(now)
                .map(it -> open.ordered(List.of(new MessageOrder.Release(it))))
                .orElse(open);
    }

    // RFC 6710 §5.1: strangers do not overtake others
    private int priority(MailParameters parameters) {
        int asked = parameters.priority().orElse(0);
        return access.trusts(state.client()) ? asked : Math.min(asked, 0);
    }

    private Next judged(Open open, Request request) {
        return switch (access.judge(request, log)) {
            case Verdict.Refuse(var reply, _) -> state.refuse(request, reply);
            case Verdict.Discard() -> allowed(open.discarded(), Optional.empty(), request);
            case Verdict.Accept(var orders, var reservation) ->
                    allowed(open.ordered(orders), reservation, request);
        };
    }

    private Next allowed(Open open, Optional<Reply> reservation, Request request) {
        Optional<Reply> refusal = accounts.message(request);
        return refusal.isPresent()
                ? state.refuse(request, refusal.get())
                : filtered(open, reservation, request);
    }

    private Next filtered(Open open, Optional<Reply> reservation, Request request) {
        return switch (filters.mail(open, request)) {
            case Answer.Refuse(var reply) -> {
                filters.reset();
                yield new Say(reply);
            }
            case Answer.Discard() -> begin(open.discarded(), reservation);
            case Answer.GoOn() -> begin(open, reservation);
        };
    }

    private Next begin(Open open, Optional<Reply> reservation) {
        state.reserve(state.reservations().ofSender(reservation));
        state.change(open);
        boolean lowered = open.urgency().priority() < open.parameters().priority().orElse(0);
        return new Say(lowered ? Reply.SENDER_OK_WITHOUT_PRIORITY : Reply.SENDER_OK);
    }

    private Optional<Reply> whyNotBegin(SmtpCommand.Mail command) {
        if (state.client().greeting() instanceof Greeting.None) {
            // RFC 2033 §4.1: LHLO may not be left out
            if (settings.purpose() == Purpose.LMTP) {
                return Optional.of(Reply.NEED_LHLO);
            }
            if (settings.has(Option.SMTPD_HELO_REQUIRED)) {
                return Optional.of(Reply.NEED_HELO);
            }
        }
        if (settings.purpose() == Purpose.SUBMISSION && state.client().login().isEmpty()) {
            return Optional.of(Reply.AUTH_REQUIRED);
        }
        long octets = command.parameters().size().orElse(0);
        long limit = settings.limits().messageOctets();
        // RFC 1870 §6.1
        if (limit > 0 && octets > limit) {
            return Optional.of(Reply.ANNOUNCED_TOO_BIG);
        }
        if (!service.hasRoomFor().test(octets)) {
            return Optional.of(Reply.NO_ROOM);
        }
        return settings.has(Option.OWN_SENDER_ONLY)
                ? whyNotSendAs(command.sender())
                : Optional.empty();
    }

    private Optional<Reply> whyNotSendAs(ReversePath sender) {
        if (!(sender instanceof ReversePath.Sender(var address))
                || state.client().login().isEmpty()) {
            return Optional.empty();
        }
        String user = state.client().login().get().user();
        return switch (access.senderRights().of(address, Optional.of(user))) {
            case OWN -> Optional.empty();
            case FOREIGN, NOBODYS -> Optional.of(Reply.notOwned(address.toString(), user));
            case UNSURE -> Optional.of(Reply.lookupFailure(address.toString()));
        };
    }

    Next rcpt(SmtpCommand.Rcpt command) {
        RcptParameters parameters = command.parameters();
        if (parameters.asksForNotices() && !state.extensions().hasDsn()) {
            return new Say(Reply.unsupportedOption(parameters.firstKeyword()));
        }
        Optional<Reply> tooMany =
                state.transaction() instanceof Open
                        ? rates.count(Event.RECIPIENT, state.client())
                        : Optional.empty();
        if (tooMany.isPresent()) {
            return new Say(tooMany.get());
        }
        return switch (state.transaction()) {
            case None() -> new Say(Reply.NEED_MAIL);
            case Arriving _ -> new Say(Reply.RCPT_AFTER_BDAT);
            case Open open when !canName(open, command.recipient()) ->
                    new Say(Reply.NEEDS_SMTPUTF8);
            case Open open when open.recipients().size() >= settings.limits().recipients() ->
                    tooMany(open, command.recipient());
            case Open open -> judged(open, command);
        };
    }

    // RFC 6531 §3.4: an internationalized recipient needs the parameter of MAIL
    private static boolean canName(Open open, Address recipient) {
        return open.parameters().encoding() == Encoding.SMTPUTF8 || recipient.isAscii();
    }

    private Next judged(Open open, SmtpCommand.Rcpt command) {
        Request request = state.request(open, command.recipient());
        if (refusal.isPresent()) {
            return state.refuse(request, refusal.get());
        }
        return switch (access.judge(request, log)) {
            case Verdict.Refuse(var reply, var orders) ->
                    refuse(open.ordered(orders), command, request, reply);
            case Verdict.Discard() -> allowed(open.discarded(), command, request);
            case Verdict.Accept(var orders, _) -> allowed(open.ordered(orders), command, request);
        };
    }

    private Next refuse(Open open, SmtpCommand.Rcpt command, Request request, Reply reply) {
        state.change(open);
        filters.refused(command, reply);
        return state.refuse(request, reply);
    }

    private Next allowed(Open open, SmtpCommand.Rcpt command, Request request) {
        Optional<Reply> refusal = accounts.recipient(request, command.recipient());
        return refusal.isPresent()
                ? refuse(open, command, request, refusal.get())
                : filtered(open, command, request);
    }

    private Next filtered(Open open, SmtpCommand.Rcpt command, Request request) {
        Address address = command.recipient();
        RcptParameters parameters = command.parameters();
        var recipient = new Recipient(address, address, parameters.orcpt(), parameters.notices());
        return switch (filters.rcpt(command, request)) {
            case Answer.Refuse(var reply) -> {
                state.change(open);
                yield new Say(reply);
            }
            case Answer.Discard() -> accept(open.discarded(), recipient);
            case Answer.GoOn() -> accept(open, recipient);
        };
    }

    private Next accept(Open before, Recipient recipient) {
        Open open = before.with(recipient);
        Optional<Reply> refusal = state.handOver(open, recipient);
        state.change(refusal.isPresent() ? before : open);
        return new Say(refusal.orElse(Reply.RECIPIENT_OK));
    }

    // A client that sends to many at once learns it from the replies, and comes again with the rest
    private Next tooMany(Open open, Address recipient) {
        log.refused(state.request(open, recipient), Reply.TOO_MANY_RECIPIENTS);
        state.change(open.overshot());
        return open.overshoot() < settings.limits().recipientOvershoot()
                ? new SayMildly(Reply.TOO_MANY_RECIPIENTS)
                : new Say(Reply.TOO_MANY_RECIPIENTS);
    }
}
