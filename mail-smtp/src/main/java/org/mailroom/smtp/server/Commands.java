// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.smtp.Reply;
import org.mailroom.smtp.SmtpCommand;
import org.mailroom.smtp.Verb;
import org.mailroom.smtp.access.AccessPolicy;
import org.mailroom.smtp.identity.Client;
import org.mailroom.smtp.identity.Greeting;
import org.mailroom.smtp.milter.Milters;
import org.mailroom.smtp.server.Next.HangUp;
import org.mailroom.smtp.server.Next.Say;
import org.mailroom.smtp.server.SmtpSettings.Option;
import org.mailroom.smtp.server.SmtpSettings.Purpose;

import java.util.Optional;

/// What each command of a session does. On the session's thread.
final class Commands implements AutoCloseable {
    private final SmtpSettings settings;
    private final Filtering filters;
    private final SessionState state;
    private final Introductions introductions;
    private final Envelopes envelopes;
    private final Contents contents;
    private final SiteRequests sites;

    /// @param refusal what the client hears of each recipient, where it may not send
    Commands(
            SmtpService service,
            SmtpSettings settings,
            Client client,
            Optional<Reply> refusal,
            Conversation conversation,
            Conduct conduct,
            SessionLog log) {
        this.settings = settings;
        AccessPolicy access = service.access().get();
        var rates = new RateGuard(service.rates(), settings.rates(), settings.hostname(), log);
        var beforeQueue = new BeforeQueue(settings, log);
        // Who comes back from the filter is shown to milters then
        filters = new Filtering(beforeQueue.isOn() ? Milters.NONE : service.milters(), log);
        state = new SessionState(service, settings, client, filters, beforeQueue, conduct, log);
        introductions =
                new Introductions(settings, access, conversation, log, filters, rates, state);
        envelopes = new Envelopes(service, settings, access, log, filters, rates, state, refusal);
        var receiver =
                new MessageReceiver(
                        settings,
                        service.intake(),
                        access,
                        filters,
                        beforeQueue,
                        conversation,
                        conduct,
                        log);
        sites = new SiteRequests(settings, access, service.sites(), log, state);
        contents = new Contents(access, conversation, conduct, log, receiver, state);
    }

    Client client() {
        return state.client();
    }

    Introductions introductions() {
        return introductions;
    }

    Contents contents() {
        return contents;
    }

    /// The session is over.
    @Override
    public void close() {
        state.proceed(SessionState.NONE);
        filters.end();
    }

    Next handle(SmtpCommand command) {
        return introductions.isDenied() ? whileDenied(command) : served(command);
    }

    // Who was refused at once hears nothing else, until he goes
    private Next whileDenied(SmtpCommand command) {
        Reply denial = Reply.denied(state.client().label());
        return switch (command) {
            case SmtpCommand.Quit() -> new HangUp(Reply.BYE);
            case SmtpCommand.Bdat _ -> new HangUp(denial);
            default -> new Say(denial);
        };
    }

    private Next served(SmtpCommand command) {
        return switch (command) {
            case SmtpCommand.Helo _, SmtpCommand.Ehlo _ when settings.purpose() == Purpose.LMTP ->
                    new Say(Reply.NOT_RECOGNIZED);
            case SmtpCommand.Helo(var name) -> introductions.helo(name);
            case SmtpCommand.Ehlo(var name) -> introductions.extended(new Greeting.Ehlo(name));
            case SmtpCommand.Lhlo(var name) when settings.purpose() == Purpose.LMTP ->
                    introductions.extended(new Greeting.Lhlo(name));
            case SmtpCommand.Lhlo _ -> new Say(Reply.NOT_RECOGNIZED);
            case SmtpCommand.Mail mail -> envelopes.mail(mail);
            case SmtpCommand.Rcpt rcpt -> envelopes.rcpt(rcpt);
            case SmtpCommand.Data() -> contents.data();
            case SmtpCommand.Rset() -> rset();
            case SmtpCommand.Noop() -> new Say(Reply.OK);
            case SmtpCommand.Vrfy(var name) -> vrfy(name);
            case SmtpCommand.Etrn(var site) -> sites.etrn(site);
            case SmtpCommand.Help() -> new Say(Reply.HELP);
            case SmtpCommand.Quit() -> new HangUp(Reply.BYE);
            case SmtpCommand.StartTls() -> introductions.startTls();
            case SmtpCommand.Auth auth -> introductions.auth(auth);
            case SmtpCommand.Bdat chunk -> contents.bdat(chunk);
            case SmtpCommand.Xclient(var proxy) -> introductions.xclient(proxy);
            case SmtpCommand.Xforward(var attributes) -> introductions.xforward(attributes);
            // How much content follows is not known, and it must not be read as commands
            case SmtpCommand.Malformed(var verb, var reply) when verb == Verb.BDAT ->
                    new HangUp(reply);
            case SmtpCommand.NotOffered _ -> new Say(Reply.NOT_OFFERED);
            case SmtpCommand.Unknown(var line) ->
                    new Say(filters.unknown(line, state.client()).orElse(Reply.NOT_RECOGNIZED));
            case SmtpCommand.Malformed(var _, var reply) -> new Say(reply);
        };
    }

    private Next rset() {
        state.proceed(SessionState.NONE);
        return new Say(Reply.OK);
    }

    // RFC 5321 §7.3: who exists is not said
    private Next vrfy(String name) {
        return new Say(
                settings.has(Option.DISABLE_VRFY_COMMAND)
                        ? Reply.VRFY_DISABLED
                        : Reply.cannotVerify(name));
    }
}
