// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.smtp.Reply;
import org.mailroom.smtp.SmtpCommand;
import org.mailroom.smtp.SmtpCommand.Bdat.Place;
import org.mailroom.smtp.access.AccessPolicy;
import org.mailroom.smtp.access.Request;
import org.mailroom.smtp.access.Request.Moment;
import org.mailroom.smtp.access.Verdict;
import org.mailroom.smtp.server.MessageReceiver.Incoming;
import org.mailroom.smtp.server.Next.ReceiveChunk;
import org.mailroom.smtp.server.Next.ReceiveMessage;
import org.mailroom.smtp.server.Next.Say;
import org.mailroom.smtp.server.Next.SkipChunk;
import org.mailroom.smtp.server.Transaction.Arriving;
import org.mailroom.smtp.server.Transaction.None;
import org.mailroom.smtp.server.Transaction.Open;

import java.util.Optional;
import java.util.function.Function;

/// DATA and BDAT: content, whole (RFC 5321 §4.1.1.4) or in chunks (RFC 3030). On the session's
/// thread.
final class Contents {
    private final AccessPolicy access;
    private final Conversation conversation;
    private final Conduct conduct;
    private final SessionLog log;
    private final MessageReceiver receiver;
    private final SessionState state;

    Contents(
            AccessPolicy access,
            Conversation conversation,
            Conduct conduct,
            SessionLog log,
            MessageReceiver receiver,
            SessionState state) {
        this.access = access;
        this.conversation = conversation;
        this.conduct = conduct;
        this.log = log;
        this.receiver = receiver;
        this.state = state;
    }

    Next data() {
        return switch (state.transaction()) {
            case None() -> new Say(Reply.NEED_RCPT);
            case Arriving _ -> new Say(Reply.DATA_AFTER_BDAT);
            case Open open ->
                    judged(
                            open,
                            message -> begin(message, ReceiveMessage::new, Say::new),
                            Say::new);
        };
    }

    Next bdat(SmtpCommand.Bdat chunk) {
        Function<Reply, Next> skip = refusal -> new SkipChunk(chunk, refusal);
        Function<Arriving, Next> receive = message -> new ReceiveChunk(message, chunk);
        return switch (state.transaction()) {
            case None() -> skip.apply(Reply.NEED_RCPT);
            case Arriving begun -> receive.apply(begun);
            case Open _ when !state.extensions().hasChunking() -> skip.apply(Reply.NOT_OFFERED);
            case Open open -> judged(open, message -> begin(message, receive, skip), skip);
        };
    }

    private Next begin(
            Open message, Function<Arriving, Next> receive, Function<Reply, Next> refuse) {
        Incoming incoming = receiver.begin(state.client(), message);
        var begun = new Arriving(incoming, message.recipients());
        state.proceed(begun);
        Optional<Reply> refusal = incoming.announce();
        if (refusal.isPresent()) {
            state.proceed(SessionState.NONE);
            return refuse.apply(refusal.get());
        }
        return receive.apply(begun);
    }

    private Next judged(Open open, Function<Open, Next> receive, Function<Reply, Next> refuse) {
        if (open.recipients().isEmpty()) {
            return refuse.apply(Reply.NO_VALID_RECIPIENTS);
        }
        Request request =
                MessageReceiver.request(
                        Moment.DATA,
                        state.client(),
                        open,
                        conduct.pace(),
                        state.facts(open.announced()));
        return switch (access.judge(request, log)) {
            case Verdict.Refuse(var reply, _) -> {
                log.refused(request, reply);
                yield refuse.apply(reply);
            }
            case Verdict.Discard() -> receive.apply(open.discarded());
            case Verdict.Accept(var orders, _) -> receive.apply(open.ordered(orders));
        };
    }

    /// Receives the content of a message. The transaction ends here, whatever comes of it.
    Reply receive(Arriving arriving) {
        try {
            conversation.say(Reply.START_CONTENT);
            arriving.message().readLines();
            return arriving.message().conclude();
        } finally {
            state.proceed(SessionState.NONE);
        }
    }

    /// Receives a part of the content. The transaction ends with the last, or with a refusal.
    Reply receive(Arriving arriving, SmtpCommand.Bdat chunk) {
        Incoming message = arriving.message();
        if (message.isTooBigWith(chunk.octets())) {
            conversation.skip(chunk.octets());
            Reply refusal = message.refuseAsTooBig();
            state.proceed(SessionState.NONE);
            return refusal;
        }
        message.readChunk(chunk.octets());
        if (chunk.place() == Place.INNER) {
            return Reply.chunk(chunk.octets());
        }
        try {
            return message.conclude();
        } finally {
            state.proceed(SessionState.NONE);
        }
    }
}
