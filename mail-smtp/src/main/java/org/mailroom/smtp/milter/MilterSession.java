// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.milter;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.intake.InspectedMessage;
import org.mailroom.core.intake.Inspection;
import org.mailroom.core.intake.Inspection.Judgement;
import org.mailroom.core.intake.MessageEdit;
import org.mailroom.core.queue.QueueId;
import org.mailroom.core.route.Route;
import org.mailroom.smtp.MailParameters;
import org.mailroom.smtp.RcptParameters;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.identity.Client;

import java.io.IOException;
import java.net.Inet6Address;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The milters of one session, told what happens one after the other. Where there are none nothing
/// is done. Used by one thread.
public final class MilterSession implements AutoCloseable {
    /// How the log names the moment at which content is judged.
    static final String WHERE = "END-OF-MESSAGE";

    private static final byte[] NOTHING = new byte[0];

    /// No milters.
    public static final MilterSession NONE =
            new MilterSession(
                    List.of(),
                    new MacroValues(
                            new MilterSettings.Macros(Map.of(), Map.of(), Map.of(), ""),
                            (_, _) -> new Route.Discard("")),
                    "");

    private final List<Milter> milters;
    private final MacroValues macros;
    private final String origin;
    private ReversePath sender = ReversePath.NULL;

    /// @param origin the domain of an address without one that a milter names
    MilterSession(List<Milter> milters, MacroValues macros, String origin) {
        this.milters = List.copyOf(milters);
        this.macros = macros;
        this.origin = origin;
    }

    /// Connects to the milters, and tells who the client is. Blocks.
    public Answer connected(Client client) {
        if (milters.isEmpty()) {
            return Answer.GO_ON;
        }
        milters.forEach(Milter::connect);
        macros.connected(client);
        macros.client(client);
        boolean six = client.address() instanceof Inet6Address;
        byte[] data =
                new Packet.Writer()
                        .text(client.name().confirmed())
                        .octet(six ? '6' : '4')
                        .shortNumber(client.peer().remote().getPort())
                        .text((six ? "IPv6:" : "") + client.addressText())
                        .data();
        return say(Event.CONNECT, data);
    }

    public Answer greeted(Client client) {
        if (milters.isEmpty()) {
            return Answer.GO_ON;
        }
        macros.client(client);
        return say(Event.HELO, words(client.greeting().name(), List.of()));
    }

    public Answer mail(ReversePath from, MailParameters parameters, Client client) {
        if (milters.isEmpty()) {
            return Answer.GO_ON;
        }
        sender = from;
        macros.client(client);
        macros.mail(from, parameters.submitter());
        return say(Event.MAIL, words("<" + from + ">", parameters.words()));
    }

    public Answer recipient(Address to, RcptParameters parameters) {
        if (milters.isEmpty()) {
            return Answer.GO_ON;
        }
        macros.recipient(to, sender);
        return say(Event.RCPT, words("<" + to + ">", parameters.words()));
    }

    /// Tells those who want to hear it of a recipient that is refused already.
    public void refused(Address to, RcptParameters parameters, Reply reply) {
        for (Milter milter : milters) {
            if (milter.agreement().filter(it -> it.has(Agreement.REFUSED_RECIPIENTS)).isPresent()) {
                macros.refused(reply);
                milter.say(Event.RCPT, macros, words("<" + to + ">", parameters.words()));
            }
        }
    }

    public Answer data(QueueId id) {
        if (milters.isEmpty()) {
            return Answer.GO_ON;
        }
        macros.message(id);
        return say(Event.DATA, NOTHING);
    }

    /// A command that is none.
    public Answer unknown(String line) {
        return say(Event.UNKNOWN, words(line, List.of()));
    }

    private static byte[] words(String first, List<String> others) {
        var data = new Packet.Writer().text(first);
        others.forEach(data::text);
        return data.data();
    }

    private Answer say(Event event, byte[] data) {
        for (Milter milter : milters) {
            Answer answer = milter.say(event, macros, data);
            if (!(answer instanceof Answer.GoOn)) {
                return answer;
            }
        }
        return Answer.GO_ON;
    }

    /// The transaction is over.
    public void reset() {
        if (!milters.isEmpty()) {
            milters.forEach(Milter::abort);
            macros.reset();
        }
    }

    /// Shows the message to each milter.
    public Inspection inspection() {
        return milters.isEmpty() ? Inspection.NONE : this::inspect;
    }

    boolean hasMilters() {
        return !milters.isEmpty();
    }

    Judgement inspect(InspectedMessage message) {
        macros.message(message.id());
        for (Milter milter : milters) {
            switch (inspect(milter, message)) {
                case Answer.GoOn() -> {
                    if (message.isOver()) {
                        return new Judgement.Passed();
                    }
                }
                case Answer.Discard() -> {
                    message.note("milter-discard", WHERE, "milter triggers DISCARD action");
                    return new Judgement.Discarded();
                }
                case Answer.Refuse(var reply) -> {
                    String text = String.join(" ", reply.lines());
                    message.note("milter-reject", WHERE, reply.status() + " " + text);
                    return new Judgement.Refused(reply.code(), reply.status(), reply.lines());
                }
            }
        }
        hold(message);
        return new Judgement.Passed();
    }

    private Answer inspect(Milter milter, InspectedMessage message) {
        Optional<Agreement> agreement = milter.agreement();
        if (agreement.isEmpty()) {
            return milter.say(Event.END_OF_BODY, macros, NOTHING);
        }
        try {
            return new ContentTalk(milter, agreement.get(), macros, message).run(origin);
        } catch (MilterException e) {
            return milter.failed(e);
        } catch (IOException e) {
            return milter.failed(new MilterException("cannot read the message: " + e.getMessage()));
        }
    }

    private void hold(InspectedMessage message) {
        if (milters.stream().anyMatch(Milter::quarantines)) {
            message.apply(List.of(new MessageEdit.Hold()));
            message.note("milter-hold", WHERE, "milter triggers HOLD action");
        }
    }

    @Override
    public void close() {
        milters.forEach(Milter::close);
    }
}
