// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.intake.Inspection;
import org.mailroom.core.queue.QueueId;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.SmtpCommand;
import org.mailroom.smtp.Verb;
import org.mailroom.smtp.access.Request;
import org.mailroom.smtp.identity.Client;
import org.mailroom.smtp.identity.Greeting;
import org.mailroom.smtp.milter.Answer;
import org.mailroom.smtp.milter.MilterSession;
import org.mailroom.smtp.milter.Milters;
import org.mailroom.smtp.server.Transaction.Open;

import java.util.Optional;
import java.util.function.BiConsumer;

/// Tells the milters of a session what happens in it, and the log what they say. On the session's
/// thread.
final class Filtering {
    private static final String REJECT = "milter-reject";
    private static final String DISCARD = "milter-discard";
    private static final String DISCARDS = "milter triggers DISCARD action";

    private final Milters configured;
    private final SessionLog log;
    private MilterSession milters = MilterSession.NONE;
    private boolean introduced;

    Filtering(Milters configured, SessionLog log) {
        this.configured = configured;
        this.log = log;
    }

    /// Begins with the milters of a client, who may be another one than before (XCLIENT).
    void connected(Client client) {
        milters.close();
        milters = configured.open(client, log::warning);
        introduced = false;
    }

    // Who never sends mail keeps no connection to a milter: they are told who the client is, and
    // how
    // it has greeted, when it first wants something of them
    private Answer introduce(Client client) {
        if (introduced) {
            return Answer.GO_ON;
        }
        introduced = true;
        Answer answer = milters.connected(client);
        refusal(answer, "CONNECT", client);
        if (!(answer instanceof Answer.GoOn) || client.greeting() instanceof Greeting.None) {
            return answer;
        }
        Answer greeted = milters.greeted(client);
        refusal(greeted, client.greeting().verb(), client);
        return greeted;
    }

    /// The reply to HELO or EHLO where the session has to end. Any other refusal is for the
    /// commands to come.
    Optional<Reply> greeted(Verb verb, Client client) {
        if (!introduced) {
            return Optional.empty();
        }
        return refusal(milters.greeted(client), verb.toString(), client)
                .filter(reply -> reply.code() == 421);
    }

    private Optional<Reply> refusal(Answer answer, String where, Client client) {
        if (!(answer instanceof Answer.Refuse(var reply))) {
            return Optional.empty();
        }
        log.remark(REJECT, where, client, reply.toString());
        return Optional.of(reply);
    }

    /// The reply to a command that is none, where milters have one.
    Optional<Reply> unknown(String line, Client client) {
        return introduce(client) instanceof Answer.Refuse(var reply)
                ? Optional.of(reply)
                : refusal(milters.unknown(line), "UNKNOWN", client);
    }

    /// Also what they have to say of the client.
    Answer mail(Open message, Request request) {
        Answer before = introduce(request.client());
        if (!(before instanceof Answer.GoOn)) {
            return before;
        }
        return told(
                milters.mail(message.sender(), message.parameters(), request.client()), request);
    }

    Answer rcpt(SmtpCommand.Rcpt command, Request request) {
        return told(milters.recipient(command.recipient(), command.parameters()), request);
    }

    /// A recipient is refused already.
    void refused(SmtpCommand.Rcpt command, Reply reply) {
        milters.refused(command.recipient(), command.parameters(), reply);
    }

    Answer data(QueueId id, Request request) {
        return told(milters.data(id), (kind, text) -> log.remark(id, kind, request, text));
    }

    private Answer told(Answer answer, Request request) {
        return told(answer, (kind, text) -> log.remark(kind, request, text));
    }

    /// @param remarks takes what the log says of it
    private static Answer told(Answer answer, BiConsumer<String, String> remarks) {
        switch (answer) {
            case Answer.GoOn() -> {}
            case Answer.Discard() -> remarks.accept(DISCARD, DISCARDS);
            case Answer.Refuse(var reply) -> remarks.accept(REJECT, reply.toString());
        }
        return answer;
    }

    Inspection inspection() {
        return milters.inspection();
    }

    /// The transaction is over, however it ended.
    void reset() {
        milters.reset();
    }

    /// The session is over.
    void end() {
        milters.close();
    }
}
