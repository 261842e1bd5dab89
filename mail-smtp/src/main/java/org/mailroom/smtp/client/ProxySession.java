// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.address.ReversePath;
import org.mailroom.core.address.Unitext;
import org.mailroom.core.message.MessageContent;
import org.mailroom.core.message.SyntaxException;
import org.mailroom.core.net.WireClosedException;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Recipient;
import org.mailroom.smtp.Reply;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;

/// One message in a session with the filter before the queue (SMTPD_PROXY_README). What goes wrong
/// is a reply for the client, who comes again. On the thread of the client's session.
public final class ProxySession implements AutoCloseable {
    private static final int GO_AHEAD = 354;

    private final ProxyFilter filter;
    private final Consumer<String> warnings;
    private Optional<Dialogue> dialogue = Optional.empty();
    private Features features = Features.NONE;
    private boolean begun;

    ProxySession(ProxyFilter filter, Consumer<String> warnings) {
        this.filter = filter;
        this.warnings = warnings;
    }

    /// Something is said to the filter.
    private interface Step {
        Optional<Reply> run(Dialogue with) throws IOException;
    }

    /// Tells of a recipient, and before the first one of the sender; answers why the filter does
    /// not take him.
    public Optional<Reply> recipient(Envelope envelope, Recipient recipient) {
        Optional<Reply> refusal = begun ? Optional.empty() : begin(envelope);
        return refusal.isPresent()
                ? refusal
                : said(with -> ask(with, rcpt(envelope, recipient), Phase.RCPT, 2));
    }

    private Optional<Reply> begin(Envelope envelope) {
        Optional<Reply> refusal = connected();
        if (refusal.isEmpty()) {
            refusal = said(with -> begin(with, envelope));
        }
        if (refusal.isPresent()) {
            close();
        }
        begun = refusal.isEmpty();
        return refusal;
    }

    private Optional<Reply> connected() {
        try {
            dialogue = Optional.of(filter.connect());
            return Optional.empty();
        } catch (IOException e) {
            return away("connect to proxy filter " + filter.place() + ": " + whyNotConnected(e));
        } catch (WireClosedException stopping) {
            return Optional.of(Reply.FILTER_AWAY);
        }
    }

    // What no connection was tried for says so itself
    private static String whyNotConnected(IOException e) {
        return e.getCause() == null ? String.valueOf(e.getMessage()) : Diagnosis.reason(e);
    }

    private Optional<Reply> away(String why) {
        warnings.accept(why);
        close();
        return Optional.of(Reply.FILTER_AWAY);
    }

    private Optional<Reply> begin(Dialogue with, Envelope envelope) {
        RemoteReply greeting = with.receive(Phase.GREETING);
        if (!greeting.isPositive()) {
            return unexpected("greeting", greeting);
        }
        RemoteReply hello = with.ask("EHLO " + filter.helloName(), Phase.EHLO);
        if (!hello.isPositive()) {
            return unexpected("EHLO", hello);
        }
        features = Features.of(hello);
        // It is for the log of the filter only
        new ForwardCommands(envelope.origin(), "", features.forwarded())
                .commands()
                .forEach(command -> with.ask(command, Phase.XFORWARD));
        return ask(with, mail(envelope), Phase.MAIL, 2);
    }

    /// Announces content; answers why it is not wanted.
    public Optional<Reply> data() {
        return said(with -> ask(with, "DATA", Phase.DATA, GO_AHEAD / 100));
    }

    /// Hands over content that was announced; answers what the filter says of the message.
    public Reply content(MessageContent content) {
        return said(with -> {
                    try (InputStream in = content.open()) {
                        with.send(in);
                    }
                    RemoteReply end = with.receive(Phase.END_OF_DATA);
                    with.quit();
                    return end.code() / 100 == GO_AHEAD / 100
                            ? unexpected("end of content", end)
                            : Optional.of(reply(end));
                })
                .orElse(Reply.FILTER_AWAY);
    }

    private Optional<Reply> said(Step step) {
        if (dialogue.isEmpty()) {
            return Optional.of(Reply.FILTER_AWAY);
        }
        try {
            return step.run(dialogue.get());
        } catch (WireClosedException gone) {
            boolean late = gone.reason() == WireClosedException.Reason.TIMEOUT;
            return away((late ? "timeout talking to" : "lost connection with") + proxy());
        } catch (SyntaxException | IOException e) {
            return away("conversation with" + proxy() + ": " + e.getMessage());
        }
    }

    private String proxy() {
        return " proxy " + filter.place();
    }

    private Optional<Reply> ask(Dialogue with, String command, Phase phase, int wanted) {
        RemoteReply reply = with.ask(command, phase);
        if (reply.code() / 100 == wanted) {
            return Optional.empty();
        }
        return reply.code() < 400 ? unexpected(command, reply) : refused(command, reply);
    }

    private Optional<Reply> refused(String command, RemoteReply reply) {
        warnings.accept(
                "proxy %s rejected \"%s\": \"%s\""
                        .formatted(filter.place(), command, reply.lines().getLast()));
        return Optional.of(reply(reply));
    }

    private Optional<Reply> unexpected(String command, RemoteReply reply) {
        Optional<Reply> _ = refused(command, reply);
        close();
        return Optional.of(Reply.FILTER_AWAY);
    }

    // Its words, with its own status among them
    private static Reply reply(RemoteReply reply) {
        return new Reply(reply.code(), "", reply.texts());
    }

    private String mail(Envelope envelope) {
        String sender = envelope.sender() instanceof ReversePath.Sender(var a) ? a.toString() : "";
        var command = new StringBuilder("MAIL FROM:<").append(sender).append('>');
        if (envelope.body() != Envelope.Body.SEVEN_BIT && features.has("8BITMIME")) {
            command.append(" BODY=8BITMIME");
        }
        if (isInternationalized(envelope)) {
            command.append(" SMTPUTF8");
        }
        if (features.has("DSN")) {
            EnvelopeCommands.noticesOfMessage(command, envelope);
        }
        return command.toString();
    }

    private String rcpt(Envelope envelope, Recipient recipient) {
        var command =
                new StringBuilder("RCPT TO:<").append(recipient.address().toString()).append('>');
        if (features.has("DSN")) {
            EnvelopeCommands.noticesOfRecipient(
                    command,
                    recipient,
                    isInternationalized(envelope)
                            ? Unitext.Form.EIGHT_BIT
                            : Unitext.Form.SEVEN_BIT);
        }
        return command.toString();
    }

    private static boolean isInternationalized(Envelope envelope) {
        return envelope.encoding() == Envelope.Encoding.SMTPUTF8;
    }

    /// Leaves the filter: without the dot that ends it, it has no message.
    @Override
    public void close() {
        dialogue.ifPresent(Dialogue::close);
        dialogue = Optional.empty();
    }
}
