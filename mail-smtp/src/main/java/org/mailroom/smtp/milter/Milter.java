// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.milter;

import org.mailroom.core.config.MilterAction;
import org.mailroom.smtp.Reply;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// One milter during one session: says events, and takes answers. Where it fails the default action
/// takes its place. Used by one thread.
final class Milter implements AutoCloseable {
    private static final Reply REJECTED = Reply.of(550, "5.7.1", "Command rejected");
    private static final Reply NOT_NOW =
            Reply.of(451, "4.7.1", "Service unavailable - try again later");
    private static final Reply MISCONFIGURED =
            Reply.of(451, "4.3.5", "Server configuration problem - try again later");
    private static final Reply UNAVAILABLE = Reply.of(550, "5.5.0", "Service unavailable");
    private static final Reply CLOSING = Reply.of(421, "4.7.0", "Server closing connection");
    private static final int MAX_PROGRESS = 12;

    private final MilterSpec spec;
    private final Dialer dialer;
    private final Consumer<String> warnings;
    private State state = new State.Done();

    /// How far a session has come with a milter.
    private sealed interface State {
        /// It is asked.
        record Asked(Dialer.Conversation with) implements State {}

        /// It wants to hear no more of this message.
        record DoneWithMessage(Dialer.Conversation with) implements State {}

        /// It wants to hear no more of this session, or there is none.
        record Done() implements State {}

        /// It has failed, and this takes the place of what it would say.
        record Failed(Answer answer) implements State {}

        /// It has refused the whole session.
        record Refusing(Reply reply) implements State {}
    }

    private boolean inMessage;

    Milter(MilterSpec spec, Dialer dialer, Consumer<String> warnings) {
        this.spec = spec;
        this.dialer = dialer;
        this.warnings = warnings;
    }

    /// Connects. Blocks.
    void connect() {
        try {
            state = new State.Asked(dialer.open(spec));
        } catch (MilterException e) {
            fail(e);
        }
    }

    /// What was agreed on, while it is asked.
    Optional<Agreement> agreement() {
        return state instanceof State.Asked(var with)
                ? Optional.of(with.agreement())
                : Optional.empty();
    }

    /// Whether mail goes on and is to be held.
    boolean quarantines() {
        return state instanceof State.Failed(Answer.GoOn())
                && spec.manner().defaultAction() == MilterAction.QUARANTINE;
    }

    /// Says an event and awaits the answer. Blocks.
    Answer say(Event event, MacroValues macros, byte[] data) {
        return switch (state) {
            case State.Asked _ -> tell(event, macros, data);
            case State.DoneWithMessage _, State.Done() -> Answer.GO_ON;
            case State.Failed(var answer) -> answer;
            case State.Refusing(var reply) -> new Answer.Refuse(reply);
        };
    }

    private Answer tell(Event event, MacroValues macros, byte[] data) {
        try {
            Optional<Packet> answer = exchange(event, macros, data);
            return answer.isEmpty() ? Answer.GO_ON : decided(event, answer.get());
        } catch (MilterException e) {
            return failed(e);
        }
    }

    /// Says an event where the milter wants to hear it.
    ///
    /// @return its answer; empty where it gives none
    Optional<Packet> exchange(Event event, MacroValues macros, byte[] data) throws MilterException {
        if (!(state instanceof State.Asked(var with)) || !with.agreement().tells(event)) {
            return Optional.empty();
        }
        Duration patience = patience(event);
        Optional<Packet> values = macros.packet(event, with.agreement().macros());
        if (values.isPresent()) {
            with.link().send(values.get(), patience);
        }
        inMessage |= !event.isOfSession() && event != Event.UNKNOWN;
        with.link().send(new Packet(event.command(), data), patience);
        return with.agreement().awaitsAnswer(event) ? Optional.of(answer(event)) : Optional.empty();
    }

    /// The next packet that is not about its progress.
    Packet answer(Event event) throws MilterException {
        if (!(state instanceof State.Asked(var with))) {
            throw new MilterException("is not asked any more");
        }
        for (int i = 0; i <= MAX_PROGRESS; i++) {
            Packet packet = with.link().receive(event.toString(), patience(event));
            if (packet.command() != 'p') {
                return packet;
            }
        }
        throw new MilterException("takes too long for " + event);
    }

    private Duration patience(Event event) {
        return event.isOfContent()
                ? spec.manner().contentTimeout()
                : spec.manner().commandTimeout();
    }

    /// What an answer means that ends the talk about an event.
    Answer decided(Event event, Packet packet) throws MilterException {
        return switch (packet.command()) {
            case 'c' -> Answer.GO_ON;
            case 'a' -> {
                done(event);
                yield Answer.GO_ON;
            }
            case 'd' -> {
                if (event.isOfSession()) {
                    throw new MilterException("answers " + event + " by SMFIR_DISCARD");
                }
                done(event);
                yield Answer.DISCARD;
            }
            case 'r' -> refused(event, REJECTED);
            case 't', 'f' -> refused(event, NOT_NOW);
            case '4' -> refused(event, CLOSING);
            case 'y' -> refused(event, ReplyText.parse(packet.reader().text()));
            default ->
                    throw new MilterException("answers %s by %s".formatted(event, packet.name()));
        };
    }

    // A command that nobody knows belongs to no message, and decides nothing
    private void done(Event event) {
        if (event == Event.UNKNOWN) {
            return;
        }
        if (state instanceof State.Asked(var with)) {
            if (event.isOfSession()) {
                with.link().close();
                state = new State.Done();
            } else {
                state = new State.DoneWithMessage(with);
            }
        }
    }

    private Answer refused(Event event, Reply reply) {
        if (event.isOfSession() || reply.code() == 421) {
            leave();
            state = new State.Refusing(reply);
        }
        return new Answer.Refuse(reply);
    }

    /// It does not keep to the protocol: from now on the default action takes its place.
    Answer failed(MilterException e) {
        return fail(e);
    }

    private Answer fail(MilterException e) {
        warnings.accept(e.line(spec.name()));
        leave();
        Answer answer = byDefault(e);
        state = new State.Failed(answer);
        return answer;
    }

    private Answer byDefault(MilterException e) {
        boolean isMisnamed = e.isOfConfiguration();
        return switch (spec.manner().defaultAction()) {
            case ACCEPT, QUARANTINE -> Answer.GO_ON;
            case TEMPFAIL -> new Answer.Refuse(isMisnamed ? MISCONFIGURED : NOT_NOW);
            case REJECT -> new Answer.Refuse(isMisnamed ? MISCONFIGURED : UNAVAILABLE);
            case SHUTDOWN -> new Answer.Refuse(isMisnamed ? MISCONFIGURED : CLOSING);
        };
    }

    /// The message is over, and was not sent whole.
    void abort() {
        try {
            if (state instanceof State.DoneWithMessage(var with)) {
                state = new State.Asked(with);
            }
            if (inMessage && state instanceof State.Asked(var with)) {
                with.link().send(new Packet('A', new byte[0]), spec.manner().commandTimeout());
            }
        } catch (MilterException e) {
            fail(e);
        }
        inMessage = false;
    }

    /// The milter has had its last word about a message.
    void concluded() {
        inMessage = false;
    }

    private void leave() {
        if (state instanceof State.Asked(var with)) {
            with.link().close();
        } else if (state instanceof State.DoneWithMessage(var with)) {
            with.link().close();
        }
    }

    @Override
    public void close() {
        leave();
        state = new State.Done();
    }
}
