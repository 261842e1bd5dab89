// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.intake.Inspection;
import org.mailroom.core.queue.QueueId;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.SmtpCommand;
import org.mailroom.smtp.Verb;
import org.mailroom.smtp.access.Client;
import org.mailroom.smtp.access.Request;
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

    Filtering(Milters configured, SessionLog log) {
        this.configured = configured;
        this.log = log;
    }

    /// Begins with the milters of a client, who may be another one than before (XCLIENT).
    ///
    /// @return why a new connection is refused for good, or has to end at once; why it is refused
    ///   for now is for the commands to come
    Optional<Reply> connected(Client client) {
        milters.close();
        milters = configured.open(client, log::warning);
        return refusal(milters.connected(client), "CONNECT", client)
                .filter(reply -> reply.isPermanent() || reply.code() == 421);
    }

    /// The reply to HELO or EHLO where the session has to end. Any other refusal is for the
    /// commands to come.
    Optional<Reply> greeted(Verb verb, Client client) {
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
        return refusal(milters.unknown(line), "UNKNOWN", client);
    }

    Answer mail(Open message, Request request) {
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
