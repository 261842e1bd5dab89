// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.milter;

import org.mailroom.core.intake.InspectedMessage;
import org.mailroom.core.intake.Inspection;
import org.mailroom.core.net.Peer;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Recipient;
import org.mailroom.smtp.MailParameters;
import org.mailroom.smtp.RcptParameters;
import org.mailroom.smtp.identity.Client;
import org.mailroom.smtp.identity.ClientName;
import org.mailroom.smtp.identity.Greeting;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/// Shows milters mail that did not come by SMTP as if `localhost` had sent it. Safe for use by
/// several threads.
public final class LocalMail implements Inspection {
    private static final ClientName NAME =
            new ClientName(
                    "localhost", ClientName.Finding.FOUND, "localhost", ClientName.Finding.FOUND);

    private final Milters milters;
    private final Client client;

    public LocalMail(Milters milters) {
        this.milters = milters;
        var end = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
        client =
                Client.connected(new Peer(end, end), NAME, Optional.empty())
                        .greeted(new Greeting.Ehlo("localhost"));
    }

    @Override
    public Judgement inspect(InspectedMessage message) {
        try (MilterSession session = milters.open(client, message::warn)) {
            if (!session.hasMilters()) {
                return new Judgement.Passed();
            }
            Optional<Judgement> early = beforeContent(session, message);
            return early.isPresent() ? early.get() : session.inspect(message);
        }
    }

    private Optional<Judgement> beforeContent(MilterSession session, InspectedMessage message) {
        Envelope envelope = message.envelope();
        Optional<Judgement> judgement =
                judged(session.connected(client), "CONNECT", message)
                        .or(() -> judged(session.greeted(client), "EHLO", message))
                        .or(
                                () ->
                                        judged(
                                                session.mail(
                                                        envelope.sender(),
                                                        MailParameters.NONE,
                                                        client),
                                                "MAIL",
                                                message));
        for (Recipient recipient : envelope.recipients()) {
            if (judgement.isEmpty()) {
                Answer answer = session.recipient(recipient.address(), RcptParameters.NONE);
                judgement = recipient(answer, message);
            }
        }
        return judgement.or(() -> judged(session.data(message.id()), "DATA", message));
    }

    // There is nobody to be told that one of his recipients is refused
    private static Optional<Judgement> recipient(Answer answer, InspectedMessage message) {
        if (!(answer instanceof Answer.Refuse(var reply))) {
            return judged(answer, "RCPT", message);
        }
        message.note("milter-reject", "RCPT", reply.toString());
        message.warn(
                "milter configuration error: can't reject recipient in non-smtpd(8) submission");
        return Optional.of(
                new Judgement.Refused(451, "4.3.5", List.of("Server configuration error")));
    }

    private static Optional<Judgement> judged(
            Answer answer, String where, InspectedMessage message) {
        return switch (answer) {
            case Answer.GoOn() -> Optional.empty();
            case Answer.Discard() -> {
                message.note("milter-discard", where, "milter triggers DISCARD action");
                yield Optional.of(new Judgement.Discarded());
            }
            case Answer.Refuse(var reply) -> {
                message.note("milter-reject", where, reply.toString());
                yield Optional.of(
                        new Judgement.Refused(reply.code(), reply.status(), reply.lines()));
            }
        };
    }
}
