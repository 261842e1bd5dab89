// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.tls.TlsInfo;
import org.mailroom.smtp.ProxyAttributes;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.SmtpCommand;
import org.mailroom.smtp.Verb;
import org.mailroom.smtp.access.AccessPolicy;
import org.mailroom.smtp.access.Request;
import org.mailroom.smtp.access.Request.Moment;
import org.mailroom.smtp.access.Verdict;
import org.mailroom.smtp.identity.Client;
import org.mailroom.smtp.identity.Greeting;
import org.mailroom.smtp.server.Next.HangUp;
import org.mailroom.smtp.server.Next.Say;
import org.mailroom.smtp.server.Next.StartTls;
import org.mailroom.smtp.server.RateLimits.Event;
import org.mailroom.smtp.server.Transaction.None;

import java.util.Optional;

/// How a client is met: the first word, its greeting, TLS, its login, and for whom a proxy speaks.
/// On the session's thread.
final class Introductions {
    private final SmtpSettings settings;
    private final AccessPolicy access;
    private final Conversation conversation;
    private final SessionLog log;
    private final Filtering filters;
    private final RateGuard rates;
    private final SessionState state;
    private boolean denied;

    Introductions(
            SmtpSettings settings,
            AccessPolicy access,
            Conversation conversation,
            SessionLog log,
            Filtering filters,
            RateGuard rates,
            SessionState state) {
        this.settings = settings;
        this.access = access;
        this.conversation = conversation;
        this.log = log;
        this.filters = filters;
        this.rates = rates;
        this.state = state;
    }

    /// Whether the client was refused with the first word.
    boolean isDenied() {
        return denied;
    }

    /// What is said first: the greeting, or that the client is refused.
    Reply connected() {
        Optional<Reply> tooMany = tooManyConnections();
        if (tooMany.isPresent()) {
            return tooMany.get();
        }
        Request request = state.request(Moment.CONNECT, Optional.empty(), state.facts(0));
        return switch (access.judge(request, log)) {
            case Verdict.Refuse(var reply, _) -> {
                log.refused(request, reply);
                denied = true;
                yield reply;
            }
            case Verdict.Accept(_, var reservation) -> {
                state.reserve(state.reservations().ofClient(reservation));
                yield greeting();
            }
            case Verdict.Discard() -> greeting();
        };
    }

    private Reply greeting() {
        filters.connected(state.client());
        return Reply.greeting(settings.banner());
    }

    private Optional<Reply> tooManyConnections() {
        Optional<Reply> tooMany = rates.count(Event.CONNECTION, state.client());
        return tooMany.isEmpty() && state.client().tls().isPresent()
                ? rates.count(Event.NEW_TLS_SESSION, state.client())
                : tooMany;
    }

    /// Whether a trusted authority made the certificate of the client.
    boolean isClientTrusted() {
        return access.certificates().isTrusted(state.client());
    }

    /// What the log says of the certificate of the client; empty where it has shown none.
    Optional<String> certificate() {
        return access.certificates().line(state.client());
    }

    /// RFC 3207 §4.2: the session begins anew.
    void encrypted(TlsInfo tls) {
        state.reserve(state.reservations().ofGreeting(Optional.empty()));
        state.became(state.client().encrypted(tls));
        state.proceed(SessionState.NONE);
    }

    Next helo(String name) {
        Optional<Next> refusal = greet(Moment.HELO, new Greeting.Helo(name));
        return refusal.orElseGet(
                () ->
                        new Say(
                                filters.greeted(Verb.HELO, state.client())
                                        .orElse(Reply.helo(settings.hostname()))));
    }

    // RFC 5321 §4.1.4: EHLO in a session is as RSET
    Next extended(Greeting greeting) {
        Optional<Next> refusal = greet(Moment.EHLO, greeting);
        Verb verb = greeting instanceof Greeting.Lhlo ? Verb.LHLO : Verb.EHLO;
        return refusal.orElseGet(
                () ->
                        new Say(
                                filters.greeted(verb, state.client())
                                        .orElse(state.extensions().reply())));
    }

    private Optional<Next> greet(Moment moment, Greeting greeting) {
        Client before = state.client();
        state.became(state.client().greeted(greeting));
        Request request = state.request(moment, Optional.empty(), state.facts(0));
        return switch (access.judge(request, log)) {
            case Verdict.Refuse(var reply, _) -> {
                Next refusal = state.refuse(request, reply);
                state.became(before);
                yield Optional.of(refusal);
            }
            case Verdict.Accept(_, var reservation) -> {
                greeted(reservation);
                yield Optional.empty();
            }
            case Verdict.Discard() -> {
                greeted(Optional.empty());
                yield Optional.empty();
            }
        };
    }

    private void greeted(Optional<Reply> reservation) {
        state.reserve(state.reservations().ofGreeting(reservation));
        state.proceed(SessionState.NONE);
    }

    Next startTls() {
        if (state.client().tls().isPresent()) {
            return new Say(Reply.TLS_ACTIVE);
        }
        if (!state.extensions().hasStartTls()) {
            return new Say(Reply.NOT_OFFERED);
        }
        Optional<Reply> tooMany = rates.count(Event.NEW_TLS_SESSION, state.client());
        if (tooMany.isPresent()) {
            return new HangUp(tooMany.get());
        }
        // RFC 3207 §6: what came in clear behind STARTTLS may be somebody else's
        return conversation.hasMore() ? new HangUp(Reply.OUT_OF_STEP) : new StartTls();
    }

    Next auth(SmtpCommand.Auth command) {
        Optional<Reply> refusal = whyNotAuthenticate();
        if (refusal.isPresent()) {
            return new Say(refusal.get());
        }
        Optional<Reply> tooMany = rates.count(Event.AUTH, state.client());
        if (tooMany.isPresent()) {
            return new Say(tooMany.get());
        }
        var authentication = new Authentication(state.sasl(), conversation, log);
        return switch (authentication.run(command, state.client())) {
            case Authentication.Refused(var reply) -> new Say(reply);
            case Authentication.Hopeless(var reply) -> new HangUp(reply);
            case Authentication.Passed(var login) -> {
                state.became(state.client().loggedIn(login));
                yield new Say(Reply.AUTHENTICATED);
            }
        };
    }

    // RFC 4954 §4
    private Optional<Reply> whyNotAuthenticate() {
        if (!state.extensions().hasAuth()) {
            return Optional.of(Reply.AUTH_OFF);
        }
        if (state.client().greeting() instanceof Greeting.None) {
            return Optional.of(Reply.NEED_HELO);
        }
        if (state.client().login().isPresent()) {
            return Optional.of(Reply.AUTH_TWICE);
        }
        if (!(state.transaction() instanceof None)) {
            return Optional.of(Reply.IN_TRANSACTION);
        }
        return state.extensions().allowPasswords()
                ? Optional.empty()
                : Optional.of(Reply.AUTH_NEEDS_TLS);
    }

    // The session begins anew, with another client
    Next xclient(ProxyAttributes attributes) {
        Optional<Reply> refusal = whyNotSpeakFor(Verb.XCLIENT);
        if (refusal.isPresent()) {
            return new Say(refusal.get());
        }
        state.became(state.client().behind(attributes));
        state.reserve(Reservations.NONE);
        state.proceed(SessionState.NONE);
        return new Say(connected());
    }

    Next xforward(ProxyAttributes attributes) {
        Optional<Reply> refusal = whyNotSpeakFor(Verb.XFORWARD);
        if (refusal.isPresent()) {
            return new Say(refusal.get());
        }
        state.forward(attributes.over(state.forwarded()));
        return new Say(Reply.OK);
    }

    private Optional<Reply> whyNotSpeakFor(Verb verb) {
        if (!state.proxying().contains(verb)) {
            return Optional.of(Reply.NOT_A_PROXY);
        }
        return state.transaction() instanceof None
                ? Optional.empty()
                : Optional.of(Reply.IN_TRANSACTION);
    }
}
