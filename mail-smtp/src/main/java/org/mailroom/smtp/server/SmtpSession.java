// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.net.LineRead;
import org.mailroom.core.net.Wire;
import org.mailroom.core.net.WireClosedException;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.tls.TlsInfo;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.SmtpCommand;
import org.mailroom.smtp.SmtpCommand.Bdat.Place;
import org.mailroom.smtp.SmtpParser;
import org.mailroom.smtp.Verb;
import org.mailroom.smtp.identity.Client;
import org.mailroom.smtp.identity.ClientName;
import org.mailroom.smtp.notice.SessionTranscript;
import org.mailroom.smtp.server.Next.HangUp;
import org.mailroom.smtp.server.Next.ReceiveChunk;
import org.mailroom.smtp.server.Next.ReceiveMessage;
import org.mailroom.smtp.server.Next.Say;
import org.mailroom.smtp.server.Next.SayMildly;
import org.mailroom.smtp.server.Next.SkipChunk;
import org.mailroom.smtp.server.Next.StartTls;
import org.mailroom.smtp.server.SmtpSettings.Option;
import org.mailroom.smtp.server.SmtpSettings.Purpose;
import org.mailroom.smtp.server.SmtpSettings.TlsLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// One SMTP connection, from the greeting to the end (RFC 5321 §3). Runs on its own virtual thread,
/// the sole owner of its state.
final class SmtpSession {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpSession.class);

    /// Nobody who has a message to send sends many of these.
    private static final int SMALL_CHUNK = 1000;

    private final SmtpService service;
    private final SmtpSettings settings;
    private final Wire wire;
    private final SessionTranscript transcript;
    private final Conversation conversation;
    private final Conduct conduct;
    private final SessionLog log;
    private final Commands commands;

    /// All that the client says is for the log only.
    private final boolean isTurnedAway;

    /// @param refusal what the client hears of each recipient, where it may not send
    SmtpSession(SmtpService service, Wire wire, Optional<Reply> refusal) {
        this.service = service;
        this.settings = service.settings().get();
        this.wire = wire;
        isTurnedAway = refusal.isPresent();
        transcript = service.notices().transcript();
        conversation =
                new Conversation(wire, settings.limits(), transcript, this::said, service.clock());
        conduct = new Conduct(settings.limits());
        log = new SessionLog(service.log(), settings.logName());
        var client = Client.connected(wire, name());
        if (settings.debugPeers().test(client)) {
            transcript.follow(log.dialogue(client));
        }
        commands = new Commands(service, settings, client, refusal, conversation, conduct, log);
    }

    private Reply said(Reply reply) {
        Reply usual = settings.customs().said(reply, wire.peer(), service.clock());
        return settings.has(Option.SOFT_BOUNCE) ? usual.softened() : usual;
    }

    private InetAddress address() {
        return wire.peer().remote().getAddress();
    }

    private ClientName name() {
        return settings.has(Option.SMTPD_PEERNAME_LOOKUP)
                ? ClientName.of(address(), service.resolver())
                : ClientName.NOT_ASKED;
    }

    void run() {
        try {
            welcome();
            conversation.flush();
        } catch (WireClosedException gone) {
            lost(gone);
        } catch (RuntimeException bug) {
            LOG.error("SMTP session failed", bug);
            farewell(Reply.serverFault(settings.hostname()));
        } finally {
            commands.close();
            log.disconnected(client(), conduct);
            tellOfTrouble();
        }
    }

    /// Tells of a client that has come no farther than the handshake with which its connection
    /// begins.
    void endBeforeGreeting(WireClosedException why) {
        log.connected(client());
        logHandshake();
        lost(why);
        commands.close();
        log.disconnected(client(), conduct);
    }

    private void logHandshake() {
        if (settings.has(Option.TLS_DETAILS)) {
            log.tlsBegins(client());
        }
    }

    private void tellOfTrouble() {
        if (transcript.tellsOfTrouble()) {
            // The client does not wait for our disk
            wire.close();
            service.notices().ended(transcript, client().label());
        }
    }

    private void lost(WireClosedException gone) {
        switch (gone.reason()) {
            case TIMEOUT -> {
                log.ended("timeout", conduct.where(), client());
                farewell(Reply.timeout(settings.hostname()));
            }
            case CLOSED_HERE -> farewell(Reply.shuttingDown(settings.hostname()));
            case LOST -> log.ended("lost connection", conduct.where(), client());
            case TLS -> {
                log.handshakeFailed(client());
                if (settings.has(Option.TLS_DETAILS)) {
                    log.warning("TLS library problem: " + gone.getMessage());
                }
                log.ended("lost connection", conduct.where(), client());
            }
        }
    }

    /// Says a last word, as far as the client listens.
    private void farewell(Reply reply) {
        try {
            conversation.say(reply);
            conversation.flush();
        } catch (WireClosedException gone) {
            LOG.debug("Client does not hear the farewell");
        }
    }

    private void welcome() {
        log.connected(client());
        client().tls().ifPresent(this::logEncryption);
        if (lacksCertificate()) {
            return;
        }
        // RFC 5321 §4.3.1: the client waits for the greeting
        if (hurriesTooMuch()) {
            conversation.say(Reply.OUT_OF_STEP);
            return;
        }
        Reply reply = commands.introductions().connected();
        conversation.say(reply);
        // RFC 5321 §3.1: behind 554 a client may only say QUIT, and who says more hears why not
        if (!reply.endsSession()) {
            serve();
        }
    }

    /// Whether the client went on without waiting for the reply it has to wait for, and may not.
    private boolean hurriesTooMuch() {
        if (isTurnedAway || !conversation.hasMore()) {
            return false;
        }
        if (conduct.hurries() == Conduct.Hurry.FIRST) {
            log.tooFast(conduct.where(), client());
        }
        return settings.has(Option.SMTPD_FORBID_UNAUTH_PIPELINING);
    }

    private Client client() {
        return commands.client();
    }

    private void logEncryption(TlsInfo tls) {
        if (settings.has(Option.SMTPD_TLS_LOGLEVEL)) {
            log.encrypted(client(), tls, commands.introductions().isClientTrusted());
        }
        if (settings.has(Option.TLS_DETAILS)) {
            commands.introductions().certificate().ifPresent(it -> log.shown(client(), it));
        }
    }

    private boolean lacksCertificate() {
        boolean lacks =
                settings.has(Option.SMTPD_TLS_REQ_CCERT)
                        && settings.tlsLevel() == TlsLevel.ENCRYPT
                        && client().tls().isPresent()
                        && !commands.introductions().isClientTrusted();
        if (lacks) {
            log.notTrusted(client());
        }
        return lacks;
    }

    private void serve() {
        boolean open = true;
        while (open) {
            if (conduct.isHopeless()) {
                log.ended("too many errors", conduct.where(), client());
                conversation.say(Reply.tooManyErrors(settings.hostname()));
                return;
            }
            open = step();
        }
    }

    /// Serves one command; false when it was the last.
    private boolean step() {
        return switch (conversation.command()) {
            case LineRead.TooLong _ -> noCommand(new Say(Reply.LINE_TOO_LONG));
            case LineRead.NoLine(var kind) -> hopeless(kind);
            case LineRead.Line line when isTooLong(line.octets()) ->
                    noCommand(new Say(Reply.LINE_TOO_LONG));
            case LineRead.Line line -> command(line);
        };
    }

    private boolean hopeless(LineRead.Kind kind) {
        return switch (kind) {
            case ENDLESS -> noCommand(new HangUp(Reply.LINE_TOO_LONG));
            case TLS_RECORD -> {
                log.notSmtp(client(), "TLS handshake");
                yield noCommand(new HangUp(Reply.NO_SMTP));
            }
        };
    }

    private boolean noCommand(Next next) {
        conduct.began(Verb.UNKNOWN);
        return proceed(Verb.UNKNOWN, next);
    }

    // RFC 4954 §4: an AUTH command may be longer than others
    private boolean isTooLong(byte[] line) {
        return line.length > settings.limits().lineOctets()
                && !new String(line, 0, 5, StandardCharsets.US_ASCII).equalsIgnoreCase("AUTH ");
    }

    private boolean command(LineRead.Line line) {
        Optional<byte[]> filtered = settings.customs().heard(line.octets());
        if (filtered.isEmpty()) {
            log.warning("smtpd_command_filter cannot be asked");
            return noCommand(new HangUp(Reply.serverFault(settings.hostname())));
        }
        byte[] heard = filtered.get();
        if (settings.customs().isNoop(heard)) {
            conduct.began(Verb.NOOP);
            return proceed(Verb.NOOP, new Say(Reply.OK));
        }
        if (ForeignProtocol.speaks(heard, settings.customs().forbiddenCommands())) {
            log.notSmtp(client(), line.octets());
            return noCommand(new HangUp(Reply.NO_SMTP));
        }
        // RFC 5321 §2.3.8: a line ends in CRLF, and in nothing else
        if (line.end() == LineRead.LineEnd.BARE_LF) {
            return noCommand(new Say(Reply.BARE_LINE_FEED));
        }
        SmtpCommand command = SmtpParser.parse(heard, brackets());
        Verb verb = Verb.of(command);
        conduct.began(verb);
        if (mustWait(verb) && hurriesTooMuch()) {
            return proceed(verb, new HangUp(Reply.OUT_OF_STEP));
        }
        reportIllegalAddress(command, line);
        return proceed(verb, allowed(verb) ? commands.handle(command) : tlsFirst(command));
    }

    private SmtpParser.Brackets brackets() {
        return settings.has(Option.STRICT_RFC821_ENVELOPES)
                ? SmtpParser.Brackets.REQUIRED
                : SmtpParser.Brackets.OPTIONAL;
    }

    // RFC 2920 §3.1: commands may only be sent together where that is offered
    private boolean mustWait(Verb verb) {
        return verb.isLastInGroup() || !client().greeting().isExtended();
    }

    // What a chunk holds must not be read as commands
    private static Next tlsFirst(SmtpCommand command) {
        return switch (command) {
            case SmtpCommand.Bdat chunk -> new SkipChunk(chunk, Reply.TLS_FIRST);
            case SmtpCommand.Malformed(var verb, var _) when verb == Verb.BDAT ->
                    new HangUp(Reply.TLS_FIRST);
            default -> new Say(Reply.TLS_FIRST);
        };
    }

    private void reportIllegalAddress(SmtpCommand command, LineRead.Line line) {
        if (command instanceof SmtpCommand.Malformed(var verb, var reply)
                && (reply.equals(Reply.BAD_SENDER) || reply.equals(Reply.BAD_RECIPIENT))) {
            log.illegalAddress(client(), verb, line.text(StandardCharsets.UTF_8));
        }
    }

    // RFC 3207 §4
    private boolean allowed(Verb verb) {
        return settings.tlsLevel() != TlsLevel.ENCRYPT
                || client().tls().isPresent()
                || verb.isAllowedBeforeTls();
    }

    /// Does what is next; false when the session is over.
    private boolean proceed(Verb verb, Next next) {
        return switch (next) {
            case Say(var reply) -> answer(verb, reply);
            case SayMildly(var reply) -> {
                conduct.failedMildly(verb);
                conversation.say(reply);
                yield true;
            }
            case ReceiveMessage(var message) ->
                    conclude(verb, commands.contents().receive(message), message.recipients());
            case ReceiveChunk(var message, var chunk) when chunk.place() == Place.INNER -> {
                if (chunk.octets() < SMALL_CHUNK) {
                    conduct.idled();
                }
                yield answer(verb, commands.contents().receive(message, chunk));
            }
            case ReceiveChunk(var message, var chunk) ->
                    conclude(
                            verb,
                            commands.contents().receive(message, chunk),
                            message.recipients());
            case SkipChunk(var chunk, var reply) -> {
                conversation.skip(chunk.octets());
                yield answer(verb, reply);
            }
            case StartTls() -> startTls(verb);
            case HangUp(var reply) -> {
                answer(verb, reply);
                if (verb == Verb.QUIT) {
                    wire.peerQuits();
                }
                yield false;
            }
        };
    }

    /// Says what has become of a message; in LMTP for each recipient (RFC 2033 §4.2).
    private boolean conclude(Verb verb, Reply reply, List<Recipient> recipients) {
        if (!reply.isRefusal()) {
            conduct.delivered();
        }
        if (settings.purpose() != Purpose.LMTP) {
            return answer(verb, reply);
        }
        boolean open = answer(verb, reply.about(recipients.getFirst().address().toString()));
        recipients.stream()
                .skip(1)
                .map(recipient -> reply.about(recipient.address().toString()))
                .forEach(conversation::say);
        return open;
    }

    private boolean answer(Verb verb, Reply reply) {
        if (reply.isRefusal()) {
            conduct.failed(verb);
        } else {
            conduct.succeeded(verb);
        }
        slowDown();
        conversation.say(reply);
        return !reply.endsSession();
    }

    private void slowDown() {
        if (conduct.isSuspect()) {
            conversation.flush();
            service.pause().pause(settings.limits().errorSleep());
        }
    }

    private boolean startTls(Verb verb) {
        conduct.succeeded(verb);
        conversation.say(Reply.READY_FOR_TLS);
        logHandshake();
        var certificates = service.startTls().orElseThrow().get();
        commands.introductions()
                .encrypted(wire.startTls(certificates, settings.limits().handshake()));
        client().tls().ifPresent(this::logEncryption);
        return !lacksCertificate();
    }
}
