// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.account.Sasl;
import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.intake.MessageOrder;
import org.mailroom.core.queue.Envelope.Encoding;
import org.mailroom.core.queue.Envelope.TlsDemand;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.tls.TlsInfo;
import org.mailroom.smtp.MailParameters;
import org.mailroom.smtp.ProxyAttributes;
import org.mailroom.smtp.RcptParameters;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.SmtpCommand;
import org.mailroom.smtp.Verb;
import org.mailroom.smtp.access.AccessPolicy;
import org.mailroom.smtp.access.Client;
import org.mailroom.smtp.access.Greeting;
import org.mailroom.smtp.access.MessageFacts;
import org.mailroom.smtp.access.Request;
import org.mailroom.smtp.access.Request.Moment;
import org.mailroom.smtp.access.Verdict;
import org.mailroom.smtp.milter.Answer;
import org.mailroom.smtp.server.MessageReceiver.Incoming;
import org.mailroom.smtp.server.Next.HangUp;
import org.mailroom.smtp.server.Next.ReceiveChunk;
import org.mailroom.smtp.server.Next.ReceiveMessage;
import org.mailroom.smtp.server.Next.Say;
import org.mailroom.smtp.server.Next.SayMildly;
import org.mailroom.smtp.server.Next.SkipChunk;
import org.mailroom.smtp.server.Next.StartTls;
import org.mailroom.smtp.server.RateLimits.Event;
import org.mailroom.smtp.server.SmtpSettings.Option;
import org.mailroom.smtp.server.SmtpSettings.Purpose;
import org.mailroom.smtp.server.Transaction.Chunked;
import org.mailroom.smtp.server.Transaction.None;
import org.mailroom.smtp.server.Transaction.Open;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// What each command of a session does. The state of the session is here: who the client is, and
/// how far the transaction has come. On the session's thread.
final class Commands implements AutoCloseable {
    private static final Transaction NONE = new None();

    private final SmtpService service;
    private final SmtpSettings settings;
    private final AccessPolicy access;
    private final Sasl sasl;
    private final Conversation conversation;
    private final Conduct conduct;
    private final SessionLog log;
    private final Filtering filters;
    private final MessageReceiver receiver;
    private final RateGuard rates;
    private final Optional<Reply> refusal;

    // What a proxy says of others gives and takes no right to do so
    private final Set<Verb> proxying;

    private Client client;
    private ProxyAttributes forwarded = ProxyAttributes.NONE;
    private Transaction transaction = NONE;
    private Reservations reservations = Reservations.NONE;
    private int messages;
    private boolean denied;

    Commands(
            SmtpService service,
            SmtpSettings settings,
            Client client,
            Optional<Reply> refusal,
            Conversation conversation,
            Conduct conduct,
            SessionLog log) {
        this.service = service;
        this.settings = settings;
        this.access = service.access().get();
        this.sasl = new Sasl(service.authenticator(), settings.sasl()::allow);
        this.client = client;
        proxying = settings.proxies().commands(client);
        this.refusal = refusal;
        this.conversation = conversation;
        this.conduct = conduct;
        this.log = log;
        filters = new Filtering(service.milters(), log);
        receiver =
                new MessageReceiver(
                        settings, service.intake(), access, filters, conversation, conduct, log);
        rates = new RateGuard(service.rates(), settings.rates(), settings.hostname(), log);
    }

    Client client() {
        return client;
    }

    /// What is said first: the greeting, or that the client is refused.
    Reply connected() {
        Optional<Reply> tooMany = tooManyConnections();
        if (tooMany.isPresent()) {
            return tooMany.get();
        }
        Request request = request(Moment.CONNECT, Optional.empty(), facts(0));
        return switch (access.judge(request, log)) {
            case Verdict.Refuse(var reply, _) -> {
                log.refused(request, reply);
                denied = true;
                yield reply;
            }
            case Verdict.Accept(_, var reservation) -> {
                reservations = reservations.ofClient(reservation);
                yield greeting();
            }
            case Verdict.Discard() -> greeting();
        };
    }

    private Reply greeting() {
        Optional<Reply> refusal = filters.connected(client);
        if (refusal.isEmpty()) {
            return Reply.greeting(settings.banner());
        }
        return refusal.get().isPermanent()
                ? Reply.notAccepting(settings.hostname())
                : Reply.unavailable(settings.hostname());
    }

    private Optional<Reply> tooManyConnections() {
        Optional<Reply> tooMany = rates.count(Event.CONNECTION, client);
        return tooMany.isEmpty() && client.tls().isPresent()
                ? rates.count(Event.NEW_TLS_SESSION, client)
                : tooMany;
    }

    /// Whether a trusted authority made the certificate of the client.
    boolean isClientTrusted() {
        return access.certificates().isTrusted(client);
    }

    /// RFC 3207 §4.2: the session begins anew.
    void encrypted(TlsInfo tls) {
        reservations = reservations.ofGreeting(Optional.empty());
        client = client.encrypted(tls);
        proceed(NONE);
    }

    /// Receives the content of a message. The transaction ends here, whatever comes of it.
    Reply receive(Open message) {
        try (Incoming incoming = receiver.begin(client, message)) {
            Optional<Reply> refusal = incoming.announce();
            if (refusal.isPresent()) {
                return refusal.get();
            }
            conversation.say(Reply.START_CONTENT);
            incoming.readLines();
            return incoming.conclude();
        } finally {
            proceed(NONE);
        }
    }

    /// Receives a part of the content. The transaction ends with the last, or with a refusal.
    Reply receive(Chunked chunked, SmtpCommand.Bdat chunk) {
        Incoming message = chunked.message();
        if (message.isTooBigWith(chunk.octets())) {
            conversation.skip(chunk.octets());
            Reply refusal = message.refuseAsTooBig();
            proceed(NONE);
            return refusal;
        }
        message.readChunk(chunk.octets());
        if (chunk.place() == SmtpCommand.Bdat.Place.INNER) {
            return Reply.chunk(chunk.octets());
        }
        try {
            return message.conclude();
        } finally {
            proceed(NONE);
        }
    }

    private void proceed(Transaction next) {
        transaction.close();
        transaction = next;
        forwarded = ProxyAttributes.NONE;
        if (next instanceof None) {
            filters.reset();
        }
    }

    /// The session is over.
    @Override
    public void close() {
        proceed(NONE);
        filters.end();
    }

    Next handle(SmtpCommand command) {
        return denied ? whileDenied(command) : served(command);
    }

    // Who was refused at once hears nothing else, until he goes
    private Next whileDenied(SmtpCommand command) {
        Reply denial = Reply.denied(client.label());
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
            case SmtpCommand.Helo(var name) -> helo(name);
            case SmtpCommand.Ehlo(var name) -> extended(new Greeting.Ehlo(name));
            case SmtpCommand.Lhlo(var name) when settings.purpose() == Purpose.LMTP ->
                    extended(new Greeting.Lhlo(name));
            case SmtpCommand.Lhlo _ -> new Say(Reply.NOT_RECOGNIZED);
            case SmtpCommand.Mail mail -> mail(mail);
            case SmtpCommand.Rcpt rcpt -> rcpt(rcpt);
            case SmtpCommand.Data() -> data();
            case SmtpCommand.Rset() -> rset();
            case SmtpCommand.Noop() -> new Say(Reply.OK);
            case SmtpCommand.Vrfy(var name) -> vrfy(name);
            case SmtpCommand.Help() -> new Say(Reply.HELP);
            case SmtpCommand.Quit() -> new HangUp(Reply.BYE);
            case SmtpCommand.StartTls() -> startTls();
            case SmtpCommand.Auth auth -> auth(auth);
            case SmtpCommand.Bdat chunk -> bdat(chunk);
            case SmtpCommand.Xclient(var proxy) -> xclient(proxy);
            case SmtpCommand.Xforward(var attributes) -> xforward(attributes);
            // How much content follows is not known, and it must not be read as commands
            case SmtpCommand.Malformed(var verb, var reply) when verb == Verb.BDAT ->
                    new HangUp(reply);
            case SmtpCommand.NotOffered _ -> new Say(Reply.NOT_OFFERED);
            case SmtpCommand.Unknown(var line) ->
                    new Say(filters.unknown(line, client).orElse(Reply.NOT_RECOGNIZED));
            case SmtpCommand.Malformed(var _, var reply) -> new Say(reply);
        };
    }

    private Next helo(String name) {
        Optional<Next> refusal = greet(Moment.HELO, new Greeting.Helo(name));
        return refusal.orElseGet(
                () ->
                        new Say(
                                filters.greeted(Verb.HELO, client)
                                        .orElse(Reply.helo(settings.hostname()))));
    }

    // RFC 5321 §4.1.4: EHLO in a session is as RSET
    private Next extended(Greeting greeting) {
        Optional<Next> refusal = greet(Moment.EHLO, greeting);
        Verb verb = greeting instanceof Greeting.Lhlo ? Verb.LHLO : Verb.EHLO;
        return refusal.orElseGet(
                () -> new Say(filters.greeted(verb, client).orElse(extensions().reply())));
    }

    private Optional<Next> greet(Moment moment, Greeting greeting) {
        Client before = client;
        client = client.greeted(greeting);
        Request request = request(moment, Optional.empty(), facts(0));
        return switch (access.judge(request, log)) {
            case Verdict.Refuse(var reply, _) -> {
                Next refusal = refuse(request, reply);
                client = before;
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
        reservations = reservations.ofGreeting(reservation);
        proceed(NONE);
    }

    private Extensions extensions() {
        var startTls =
                service.startTls().isPresent()
                        ? Extensions.StartTls.POSSIBLE
                        : Extensions.StartTls.IMPOSSIBLE;
        return new Extensions(
                settings, client, startTls, sasl, proxying, service.clock().instant());
    }

    private Next startTls() {
        if (client.tls().isPresent()) {
            return new Say(Reply.TLS_ACTIVE);
        }
        if (!extensions().hasStartTls()) {
            return new Say(Reply.NOT_OFFERED);
        }
        Optional<Reply> tooMany = rates.count(Event.NEW_TLS_SESSION, client);
        if (tooMany.isPresent()) {
            return new HangUp(tooMany.get());
        }
        // RFC 3207 §6: what came in clear behind STARTTLS may be somebody else's
        return conversation.hasMore() ? new HangUp(Reply.OUT_OF_STEP) : new StartTls();
    }

    private Next auth(SmtpCommand.Auth command) {
        Optional<Reply> refusal = whyNotAuthenticate();
        if (refusal.isPresent()) {
            return new Say(refusal.get());
        }
        Optional<Reply> tooMany = rates.count(Event.AUTH, client);
        if (tooMany.isPresent()) {
            return new Say(tooMany.get());
        }
        var authentication = new Authentication(sasl, conversation, log);
        return switch (authentication.run(command, client)) {
            case Authentication.Refused(var reply) -> new Say(reply);
            case Authentication.Passed(var login) -> {
                client = client.loggedIn(login);
                yield new Say(Reply.AUTHENTICATED);
            }
        };
    }

    // RFC 4954 §4
    private Optional<Reply> whyNotAuthenticate() {
        if (!extensions().hasAuth()) {
            return Optional.of(Reply.AUTH_OFF);
        }
        if (client.greeting() instanceof Greeting.None) {
            return Optional.of(Reply.NEED_HELO);
        }
        if (client.login().isPresent()) {
            return Optional.of(Reply.AUTH_TWICE);
        }
        if (!(transaction instanceof None)) {
            return Optional.of(Reply.AUTH_IN_TRANSACTION);
        }
        return extensions().allowPasswords() ? Optional.empty() : Optional.of(Reply.AUTH_NEEDS_TLS);
    }

    private Next mail(SmtpCommand.Mail command) {
        if (!(transaction instanceof None)) {
            return new Say(Reply.NESTED_MAIL);
        }
        Optional<Reply> unknown = whyNotTake(command.parameters());
        if (unknown.isPresent()) {
            return new Say(unknown.get());
        }
        Optional<Reply> tooMuch = rates.count(Event.MESSAGE, client);
        if (tooMuch.isPresent()) {
            return new Say(tooMuch.get());
        }
        messages++;
        Open open = opened(command);
        Request request =
                request(Moment.MAIL, Optional.of(command.sender()), facts(announced(open)));
        Optional<Reply> refusal = whyNotBegin(command);
        return refusal.isPresent() ? refuse(request, refusal.get()) : judged(open, request);
    }

    /// Why the parameters cannot be taken.
    private Optional<Reply> whyNotTake(MailParameters parameters) {
        Extensions offered = extensions();
        if (parameters.encoding() == Encoding.SMTPUTF8 && !offered.hasSmtpUtf8()) {
            return Optional.of(Reply.unsupportedOption("SMTPUTF8"));
        }
        if (parameters.tls() == TlsDemand.REQUIRED && !offered.hasRequireTls()) {
            return Optional.of(Reply.unsupportedOption("REQUIRETLS"));
        }
        if (parameters.asksForNotices() && !offered.hasDsn()) {
            String keyword = parameters.envid().isPresent() ? "ENVID" : "RET";
            return Optional.of(Reply.unsupportedOption(keyword));
        }
        Optional<Instant> release = parameters.release().from(service.clock().instant());
        if (release.isPresent() && !offered.hasFutureRelease()) {
            return Optional.of(Reply.unsupportedOption("FUTURERELEASE"));
        }
        return release.filter(it -> it.isAfter(offered.latestRelease()))
                .map(_ -> Reply.RELEASE_TOO_LATE);
    }

    private Open opened(SmtpCommand.Mail command) {
        Open open = Open.from(command.sender(), command.parameters(), instance(), forwarded);
        return command.parameters()
                .release()
                .from(service.clock().instant())
                .map(it -> open.ordered(List.of(new MessageOrder.Release(it))))
                .orElse(open);
    }

    private Next judged(Open open, Request request) {
        return switch (access.judge(request, log)) {
            case Verdict.Refuse(var reply, _) -> refuse(request, reply);
            case Verdict.Discard() -> filtered(open.discarded(), Optional.empty(), request);
            case Verdict.Accept(var orders, var reservation) ->
                    filtered(open.ordered(orders), reservation, request);
        };
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
        reservations = reservations.ofSender(reservation);
        transaction = open;
        return new Say(Reply.SENDER_OK);
    }

    private static long announced(Open open) {
        return open.parameters().size().orElse(0);
    }

    private MessageFacts facts(long octets) {
        return new MessageFacts(instance(), octets, "");
    }

    private String instance() {
        return log.session() + "." + messages;
    }

    private Optional<Reply> whyNotBegin(SmtpCommand.Mail command) {
        if (client.greeting() instanceof Greeting.None) {
            // RFC 2033 §4.1: LHLO may not be left out
            if (settings.purpose() == Purpose.LMTP) {
                return Optional.of(Reply.NEED_LHLO);
            }
            if (settings.has(Option.SMTPD_HELO_REQUIRED)) {
                return Optional.of(Reply.NEED_HELO);
            }
        }
        if (settings.purpose() == Purpose.SUBMISSION && client.login().isEmpty()) {
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
        if (!(sender instanceof ReversePath.Sender(var address)) || client.login().isEmpty()) {
            return Optional.empty();
        }
        String user = client.login().get().user();
        return switch (access.senderRights().of(address, Optional.of(user))) {
            case OWN -> Optional.empty();
            case FOREIGN, NOBODYS -> Optional.of(Reply.notOwned(address.toString(), user));
            case UNSURE -> Optional.of(Reply.lookupFailure(address.toString()));
        };
    }

    private Next rcpt(SmtpCommand.Rcpt command) {
        RcptParameters parameters = command.parameters();
        if (parameters.asksForNotices() && !extensions().hasDsn()) {
            return new Say(Reply.unsupportedOption(parameters.firstKeyword()));
        }
        Optional<Reply> tooMany =
                transaction instanceof Open
                        ? rates.count(Event.RECIPIENT, client)
                        : Optional.empty();
        if (tooMany.isPresent()) {
            return new Say(tooMany.get());
        }
        return switch (transaction) {
            case None() -> new Say(Reply.NEED_MAIL);
            case Chunked _ -> new Say(Reply.RCPT_AFTER_BDAT);
            case Open open when !canName(open, command.recipient()) ->
                    new Say(Reply.NEEDS_SMTPUTF8);
            case Open open when open.recipients().size() >= settings.limits().recipients() ->
                    tooMany(open, command.recipient());
            case Open open -> judged(open, command);
        };
    }

    // RFC 6531 §3.4: an internationalized recipient needs the parameter of MAIL
    private static boolean canName(Open open, Address recipient) {
        return open.parameters().encoding() == Encoding.SMTPUTF8
                || recipient.toString().chars().allMatch(c -> c < 128);
    }

    private Next judged(Open open, SmtpCommand.Rcpt command) {
        Request request = request(open, command.recipient());
        if (refusal.isPresent()) {
            return refuse(request, refusal.get());
        }
        return switch (access.judge(request, log)) {
            case Verdict.Refuse(var reply, var orders) -> {
                transaction = open.ordered(orders);
                filters.refused(command, reply);
                yield refuse(request, reply);
            }
            case Verdict.Discard() -> filtered(open.discarded(), command, request);
            case Verdict.Accept(var orders, _) -> filtered(open.ordered(orders), command, request);
        };
    }

    private Next filtered(Open open, SmtpCommand.Rcpt command, Request request) {
        Address address = command.recipient();
        RcptParameters parameters = command.parameters();
        var recipient = new Recipient(address, address, parameters.orcpt(), parameters.notices());
        return switch (filters.rcpt(command, request)) {
            case Answer.Refuse(var reply) -> {
                transaction = open;
                yield new Say(reply);
            }
            case Answer.Discard() -> accept(open.discarded().with(recipient));
            case Answer.GoOn() -> accept(open.with(recipient));
        };
    }

    private Next accept(Open open) {
        transaction = open;
        return new Say(Reply.RECIPIENT_OK);
    }

    // A client that sends to many at once learns it from the replies, and comes again with the rest
    private Next tooMany(Open open, Address recipient) {
        log.refused(request(open, recipient), Reply.TOO_MANY_RECIPIENTS);
        transaction = open.overshot();
        return open.overshoot() < settings.limits().recipientOvershoot()
                ? new SayMildly(Reply.TOO_MANY_RECIPIENTS)
                : new Say(Reply.TOO_MANY_RECIPIENTS);
    }

    private Next data() {
        return switch (transaction) {
            case None() -> new Say(Reply.NEED_RCPT);
            case Chunked _ -> new Say(Reply.DATA_AFTER_BDAT);
            case Open open -> judged(open, ReceiveMessage::new, Say::new);
        };
    }

    private Next bdat(SmtpCommand.Bdat chunk) {
        Function<Reply, Next> skip = refusal -> new SkipChunk(chunk, refusal);
        return switch (transaction) {
            case None() -> skip.apply(Reply.NEED_RCPT);
            case Chunked begun -> new ReceiveChunk(begun, chunk);
            case Open _ when !extensions().hasChunking() -> skip.apply(Reply.NOT_OFFERED);
            case Open open -> judged(open, message -> begin(message, chunk), skip);
        };
    }

    private Next begin(Open message, SmtpCommand.Bdat chunk) {
        Incoming incoming = receiver.begin(client, message);
        var begun = new Chunked(incoming, message.recipients());
        proceed(begun);
        Optional<Reply> refusal = incoming.announce();
        if (refusal.isPresent()) {
            proceed(NONE);
            return new SkipChunk(chunk, refusal.get());
        }
        return new ReceiveChunk(begun, chunk);
    }

    private Next judged(Open open, Function<Open, Next> receive, Function<Reply, Next> refuse) {
        if (open.recipients().isEmpty()) {
            return refuse.apply(Reply.NO_VALID_RECIPIENTS);
        }
        Request request =
                MessageReceiver.request(
                        Moment.DATA, client, open, conduct.pace(), facts(announced(open)));
        return switch (access.judge(request, log)) {
            case Verdict.Refuse(var reply, _) -> {
                log.refused(request, reply);
                yield refuse.apply(reply);
            }
            case Verdict.Discard() -> receive.apply(open.discarded());
            case Verdict.Accept(var orders, _) -> receive.apply(open.ordered(orders));
        };
    }

    private Next rset() {
        proceed(NONE);
        return new Say(Reply.OK);
    }

    // RFC 5321 §7.3: who exists is not said
    private Next vrfy(String name) {
        return new Say(
                settings.has(Option.DISABLE_VRFY_COMMAND)
                        ? Reply.VRFY_DISABLED
                        : Reply.cannotVerify(name));
    }

    // The session begins anew, with another client
    private Next xclient(ProxyAttributes attributes) {
        Optional<Reply> refusal = whyNotSpeakFor(Verb.XCLIENT);
        if (refusal.isPresent()) {
            return new Say(refusal.get());
        }
        client = client.behind(attributes);
        reservations = Reservations.NONE;
        proceed(NONE);
        return new Say(connected());
    }

    private Next xforward(ProxyAttributes attributes) {
        Optional<Reply> refusal = whyNotSpeakFor(Verb.XFORWARD);
        if (refusal.isPresent()) {
            return new Say(refusal.get());
        }
        forwarded = attributes.over(forwarded);
        return new Say(Reply.OK);
    }

    private Optional<Reply> whyNotSpeakFor(Verb verb) {
        if (!proxying.contains(verb)) {
            return Optional.of(Reply.NOT_A_PROXY);
        }
        return transaction instanceof None
                ? Optional.empty()
                : Optional.of(Reply.PROXY_IN_TRANSACTION);
    }

    private Next refuse(Request request, Reply reply) {
        log.refused(request, reply);
        return new Say(reply);
    }

    private Request request(Moment moment, Optional<ReversePath> sender, MessageFacts facts) {
        return new Request(
                moment,
                client,
                sender,
                Optional.empty(),
                0,
                conduct.pace(),
                facts,
                Optional.empty());
    }

    private Request request(Open open, Address recipient) {
        return new Request(
                Moment.RCPT,
                client,
                Optional.of(open.sender()),
                Optional.of(recipient),
                open.recipients().size() + 1,
                conduct.pace(),
                facts(announced(open)),
                reservations.first());
    }
}
