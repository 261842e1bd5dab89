// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.account.Sasl;
import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.queue.Envelope.Encoding;
import org.mailroom.core.queue.Envelope.TlsDemand;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.tls.TlsInfo;
import org.mailroom.smtp.RcptParameters;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.SmtpCommand;
import org.mailroom.smtp.access.AccessPolicy;
import org.mailroom.smtp.access.Client;
import org.mailroom.smtp.access.Greeting;
import org.mailroom.smtp.access.Request;
import org.mailroom.smtp.access.Request.Moment;
import org.mailroom.smtp.access.Verdict;
import org.mailroom.smtp.server.Next.HangUp;
import org.mailroom.smtp.server.Next.ReceiveMessage;
import org.mailroom.smtp.server.Next.Say;
import org.mailroom.smtp.server.Next.SayMildly;
import org.mailroom.smtp.server.Next.StartTls;
import org.mailroom.smtp.server.SmtpSettings.Option;
import org.mailroom.smtp.server.SmtpSettings.Purpose;
import org.mailroom.smtp.server.Transaction.None;
import org.mailroom.smtp.server.Transaction.Open;

import java.util.Optional;

/// What each command of a session does. The state of the session is here: who the client is, and
/// how far the transaction has come. On the session's thread.
final class Commands {
    private final SmtpService service;
    private final SmtpSettings settings;
    private final AccessPolicy access;
    private final Conversation conversation;
    private final Conduct conduct;
    private final SessionLog log;

    private Client client;
    private Transaction transaction = Transaction.NONE;

    Commands(
            SmtpService service,
            SmtpSettings settings,
            Client client,
            Conversation conversation,
            Conduct conduct,
            SessionLog log) {
        this.service = service;
        this.settings = settings;
        this.access = service.access().get();
        this.client = client;
        this.conversation = conversation;
        this.conduct = conduct;
        this.log = log;
    }

    Client client() {
        return client;
    }

    /// RFC 3207 §4.2: the session begins anew.
    void encrypted(TlsInfo tls) {
        client = client.encrypted(tls);
        transaction = Transaction.NONE;
    }

    /// Receives the content of a message. The transaction ends here, whatever comes of it.
    Reply receive(Open message) {
        transaction = Transaction.NONE;
        conversation.say(Reply.START_CONTENT);
        return new MessageReceiver(settings, service.intake(), access, conversation, log)
                .receive(client, message, conduct);
    }

    Next handle(SmtpCommand command) {
        return switch (command) {
            case SmtpCommand.Helo(var name) -> helo(name);
            case SmtpCommand.Ehlo(var name) -> ehlo(name);
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
            // What follows is content, and must not be read as commands
            case SmtpCommand.Bdat() -> new HangUp(Reply.CHUNKS_NOT_IMPLEMENTED);
            case SmtpCommand.Unimplemented _ -> new Say(Reply.NOT_IMPLEMENTED);
            case SmtpCommand.Unknown _ -> new Say(Reply.NOT_RECOGNIZED);
            case SmtpCommand.Malformed(var _, var reply) -> new Say(reply);
        };
    }

    private Next helo(String name) {
        client = client.greeted(new Greeting.Helo(name));
        transaction = Transaction.NONE;
        return new Say(Reply.helo(settings.hostname()));
    }

    // RFC 5321 §4.1.4: EHLO in a session is as RSET
    private Next ehlo(String name) {
        client = client.greeted(new Greeting.Ehlo(name));
        transaction = Transaction.NONE;
        return new Say(extensions().reply());
    }

    private Extensions extensions() {
        var startTls =
                service.startTls().isPresent()
                        ? Extensions.StartTls.POSSIBLE
                        : Extensions.StartTls.IMPOSSIBLE;
        return new Extensions(settings, client, startTls);
    }

    private Next startTls() {
        if (client.tls().isPresent()) {
            return new Say(Reply.TLS_ACTIVE);
        }
        if (!extensions().hasStartTls()) {
            return new Say(Reply.NOT_IMPLEMENTED);
        }
        // RFC 3207 §6: what came in clear behind STARTTLS may be somebody else's
        return conversation.hasMore() ? new HangUp(Reply.OUT_OF_STEP) : new StartTls();
    }

    private Next auth(SmtpCommand.Auth command) {
        Optional<Reply> refusal = whyNotAuthenticate();
        if (refusal.isPresent()) {
            return new Say(refusal.get());
        }
        var authentication =
                new Authentication(new Sasl(service.authenticator()), conversation, log);
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
        if (transaction instanceof Open) {
            return Optional.of(Reply.AUTH_IN_TRANSACTION);
        }
        return extensions().allowPasswords() ? Optional.empty() : Optional.of(Reply.AUTH_NEEDS_TLS);
    }

    private Next mail(SmtpCommand.Mail command) {
        if (transaction instanceof Open) {
            return new Say(Reply.NESTED_MAIL);
        }
        if (command.parameters().encoding() == Encoding.SMTPUTF8 && !extensions().hasSmtpUtf8()) {
            return new Say(Reply.unsupportedOption("SMTPUTF8"));
        }
        if (command.parameters().tls() == TlsDemand.REQUIRED && !extensions().hasRequireTls()) {
            return new Say(Reply.unsupportedOption("REQUIRETLS"));
        }
        if (command.parameters().asksForNotices() && !extensions().hasDsn()) {
            String keyword = command.parameters().envid().isPresent() ? "ENVID" : "RET";
            return new Say(Reply.unsupportedOption(keyword));
        }
        Optional<Reply> refusal = whyNotBegin(command);
        if (refusal.isPresent()) {
            return refuse(request(Moment.MAIL, Optional.of(command.sender())), refusal.get());
        }
        transaction = Open.from(command.sender(), command.parameters());
        return new Say(Reply.SENDER_OK);
    }

    private Optional<Reply> whyNotBegin(SmtpCommand.Mail command) {
        if (settings.has(Option.SMTPD_HELO_REQUIRED)
                && client.greeting() instanceof Greeting.None) {
            return Optional.of(Reply.NEED_HELO);
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
        Address address = command.recipient();
        return rcpt(new Recipient(address, address, parameters.orcpt(), parameters.notices()));
    }

    private Next rcpt(Recipient recipient) {
        return switch (transaction) {
            case None() -> new Say(Reply.NEED_MAIL);
            case Open open when !canName(open, recipient.address()) ->
                    new Say(Reply.NEEDS_SMTPUTF8);
            case Open open when open.recipients().size() >= settings.limits().recipients() ->
                    tooMany(open, recipient.address());
            case Open open -> judged(open, recipient);
        };
    }

    // RFC 6531 §3.4: an internationalized recipient needs the parameter of MAIL
    private static boolean canName(Open open, Address recipient) {
        return open.parameters().encoding() == Encoding.SMTPUTF8
                || recipient.toString().chars().allMatch(c -> c < 128);
    }

    private Next judged(Open open, Recipient recipient) {
        Request request = request(open, recipient.address());
        return switch (access.judge(request, log)) {
            case Verdict.Refuse(var reply) -> refuse(request, reply);
            case Verdict.Discard() -> accept(open.discarded().with(recipient));
            case Verdict.Accept() -> accept(open.with(recipient));
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
            case Open open when open.recipients().isEmpty() -> new Say(Reply.NO_VALID_RECIPIENTS);
            case Open open -> judged(open);
        };
    }

    private Next judged(Open open) {
        Request request = MessageReceiver.request(Moment.DATA, client, open, conduct.pace());
        return switch (access.judge(request, log)) {
            case Verdict.Refuse(var reply) -> refuse(request, reply);
            case Verdict.Discard() -> new ReceiveMessage(open.discarded());
            case Verdict.Accept() -> new ReceiveMessage(open);
        };
    }

    private Next rset() {
        transaction = Transaction.NONE;
        return new Say(Reply.OK);
    }

    // RFC 5321 §7.3: who exists is not said
    private Next vrfy(String name) {
        return new Say(
                settings.has(Option.DISABLE_VRFY_COMMAND)
                        ? Reply.VRFY_DISABLED
                        : Reply.cannotVerify(name));
    }

    private Next refuse(Request request, Reply reply) {
        log.refused(request, reply);
        return new Say(reply);
    }

    private Request request(Moment moment, Optional<ReversePath> sender) {
        return new Request(moment, client, sender, Optional.empty(), 0, conduct.pace());
    }

    private Request request(Open open, Address recipient) {
        return new Request(
                Moment.RCPT,
                client,
                Optional.of(open.sender()),
                Optional.of(recipient),
                open.recipients().size() + 1,
                conduct.pace());
    }
}
