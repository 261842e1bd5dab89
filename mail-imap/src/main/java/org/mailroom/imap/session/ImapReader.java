// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.session;

import org.mailroom.core.message.SyntaxException;
import org.mailroom.core.net.LineRead;
import org.mailroom.core.net.OtherProtocol;
import org.mailroom.core.net.SessionInput;
import org.mailroom.core.net.TimeAllowance;
import org.mailroom.core.net.WireClosedException;
import org.mailroom.imap.command.LiteralSource;
import org.mailroom.imap.grammar.ImapParser;
import org.mailroom.imap.grammar.LiteralAnnouncement;
import org.mailroom.imap.grammar.LiteralAnnouncement.Kind;
import org.mailroom.imap.grammar.ResponseWriter.Sink;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Optional;

/// Reads commands off the wire: lines, and the literals between them (RFC 3501 §2.2.1, §4.3).
/// Memory is spent only within the limits. On the session's thread.
final class ImapReader implements LiteralSource {
    private static final int MAX_LITERALS = 1000;
    private static final int PIECE_OCTETS = 16 * 1024;
    private static final int MAX_PASSED_OVER = 64 * 1024;
    // Who announces octets has them at hand
    private static final Duration LITERAL_PATIENCE = Duration.ofMinutes(5);
    private static final int MIN_DATA_RATE = 500;

    /// What one command may cost. `text` is all that is not in literals.
    record Limits(int textOctets, int literalOctets, int literalsOctets, Messages messages) {

        /// Whether the message of an APPEND is left on the wire for its handler.
        enum Messages {
            LEFT_ON_THE_WIRE,
            REFUSED
        }
    }

    /// What came in.
    sealed interface Read {
        /// A command, whole but for the message of an APPEND.
        record Command(ImapParser parser) implements Read {}

        /// Too long; it has been read to the end of its line. Its beginning is left.
        record TooLong(ImapParser beginning) implements Read {}

        /// There is no way to go on.
        record Hopeless(Why why) implements Read {}

        /// A literal over the limit; the client has not been asked for it.
        record LiteralRefused(ImapParser parser) implements Read {}

        /// A literal over the limit that comes in any case.
        record LiteralUnstoppable() implements Read {}
    }

    /// Why there is no way to go on.
    enum Why {
        ENDLESS,
        OTHER_PROTOCOL,
        /// Octets of a literal follow, and would be taken for commands.
        UNASKED_LITERAL
    }

    /// There is no way to go on, in the middle of a command.
    static final class HopelessException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final Why why;

        HopelessException(Why why) {
            super(why.name());
            this.why = why;
        }

        Why why() {
            return why;
        }
    }

    private final SessionInput input;
    private final Runnable askForLiteral;
    private Duration timeout = Duration.ZERO;
    private Optional<LiteralAnnouncement> unread = Optional.empty();
    private long octets;

    /// `askForLiteral` sends the continuation request.
    ImapReader(SessionInput input, Runnable askForLiteral) {
        this.input = input;
        this.askForLiteral = askForLiteral;
    }

    /// Octets read so far.
    long octets() {
        return octets;
    }

    Read command(Limits limits, Duration patience) {
        timeout = patience;
        var command = new ByteArrayOutputStream(128);
        int literals = 0;
        int literalOctets = 0;
        while (true) {
            int textLeft = limits.textOctets() - (command.size() - literalOctets);
            LineRead read = line(textLeft);
            if (!(read instanceof LineRead.Line line)) {
                return unusable(read, command);
            }
            if (OtherProtocol.isSpokenIn(line.octets())) {
                return new Read.Hopeless(Why.OTHER_PROTOCOL);
            }
            command.writeBytes(line.octets());
            var announced = LiteralAnnouncement.atEndOf(line.octets(), line.octets().length);
            if (announced.isEmpty()) {
                return new Read.Command(new ImapParser(command.toByteArray()));
            }
            LiteralAnnouncement literal = announced.get();
            if (literals < 2 && isMessage(limits, command.toByteArray())) {
                unread = announced;
                return new Read.Command(new ImapParser(command.toByteArray()));
            }
            literals++;
            if (literals > MAX_LITERALS
                    || literal.octets() > limits.literalOctets()
                    || literal.octets() > limits.literalsOctets() - literalOctets) {
                return refused(literal, command.toByteArray());
            }
            literalOctets += (int) literal.octets();
            command.write('\r');
            command.write('\n');
            transfer(literal, command::write);
        }
    }

    private static Read unusable(LineRead read, ByteArrayOutputStream command) {
        return switch (read) {
            case LineRead.NoLine(var kind) when kind == LineRead.Kind.TLS_RECORD ->
                    new Read.Hopeless(Why.OTHER_PROTOCOL);
            case LineRead.NoLine _ -> new Read.Hopeless(Why.ENDLESS);
            case LineRead.TooLong(var line) when announcesUnasked(line) ->
                    new Read.Hopeless(Why.UNASKED_LITERAL);
            case LineRead.TooLong(var line) -> tooLong(command, line);
            case LineRead.Line line -> tooLong(command, line);
        };
    }

    private static Read tooLong(ByteArrayOutputStream command, LineRead.Line line) {
        command.writeBytes(line.octets());
        return new Read.TooLong(new ImapParser(command.toByteArray()));
    }

    // Of a line that was thrown away the beginning of the announcement may be gone
    private static boolean announcesUnasked(LineRead.Line line) {
        byte[] octets = line.octets();
        int end = octets.length;
        return end >= 2 && octets[end - 1] == '}' && octets[end - 2] == '+';
    }

    private static Read refused(LiteralAnnouncement literal, byte[] text) {
        return switch (literal.kind()) {
            case SYNCHRONIZING -> new Read.LiteralRefused(new ImapParser(text));
            case NON_SYNCHRONIZING -> new Read.LiteralUnstoppable();
        };
    }

    private static boolean isMessage(Limits limits, byte[] text) {
        return switch (limits.messages()) {
            case LEFT_ON_THE_WIRE -> ImapParser.announcesMessage(text, text.length);
            case REFUSED -> false;
        };
    }

    /// One line that is no command: of a SASL exchange, or DONE.
    ///
    /// @throws HopelessException when it is a command after all, and octets follow it unasked
    LineRead line(int maxOctets, Duration patience) {
        timeout = patience;
        LineRead read = line(maxOctets);
        refuseUnasked(read);
        return read;
    }

    private static void refuseUnasked(LineRead read) {
        boolean announces =
                switch (read) {
                    case LineRead.Line line -> announcesUnasked(line);
                    case LineRead.TooLong(var line) -> announcesUnasked(line);
                    case LineRead.NoLine _ -> false;
                };
        if (announces) {
            throw new HopelessException(Why.UNASKED_LITERAL);
        }
    }

    private LineRead line(int maxOctets) {
        LineRead read = input.readLine(Math.max(maxOctets, 0), timeout);
        if (read instanceof LineRead.Line line) {
            octets += line.octets().length + (line.end() == LineRead.LineEnd.CRLF ? 2 : 1);
        }
        return read;
    }

    private void transfer(LiteralAnnouncement literal, Sink sink) {
        if (literal.kind() == Kind.SYNCHRONIZING) {
            askForLiteral.run();
        }
        var allowance = new TimeAllowance(shorter(timeout, LITERAL_PATIENCE), MIN_DATA_RATE);
        byte[] piece = new byte[(int) Math.min(PIECE_OCTETS, literal.octets())];
        long left = literal.octets();
        while (left > 0) {
            int wanted = (int) Math.min(piece.length, left);
            int read = input.read(piece, 0, wanted, allowance.left());
            if (read < 0) {
                throw new WireClosedException(WireClosedException.Reason.LOST, "in a literal");
            }
            allowance.earned(read);
            sink.write(piece, 0, read);
            left -= read;
            octets += read;
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    @Override
    public void read(LiteralAnnouncement literal, Sink sink) {
        unread = Optional.empty();
        var whole = new WholeLiteral(sink);
        transfer(literal, whole::take);
        boolean endsHere = endsHere();
        whole.rethrow();
        if (!endsHere) {
            throw new SyntaxException("Too many arguments");
        }
    }

    /// Hands a literal on. Where that fails, the rest is taken all the same, and dropped: octets of
    /// a message must never be read as commands.
    private static final class WholeLiteral {
        private final Sink sink;
        private Optional<RuntimeException> failure = Optional.empty();

        WholeLiteral(Sink sink) {
            this.sink = sink;
        }

        void take(byte[] octets, int offset, int length) {
            if (failure.isPresent()) {
                return;
            }
            try {
                sink.write(octets, offset, length);
            } catch (RuntimeException e) {
                failure = Optional.of(e);
            }
        }

        void rethrow() {
            if (failure.isPresent()) {
                throw failure.get();
            }
        }
    }

    /// Passes over the message of an APPEND that was refused, if it comes in any case. False when
    /// it is longer than anybody may send in vain: then the session has to end (RFC 7888 §4).
    boolean passOverUnread(long maxOctets) {
        Optional<LiteralAnnouncement> left = unread;
        unread = Optional.empty();
        if (left.isPresent() && left.get().kind() == Kind.NON_SYNCHRONIZING) {
            if (left.get().octets() > maxOctets) {
                return false;
            }
            transfer(left.get(), (part, offset, length) -> {});
            endsHere();
        }
        return true;
    }

    // What follows may hold further literals that come unasked.
    private boolean endsHere() {
        boolean empty = true;
        for (int i = 0; i < MAX_LITERALS; i++) {
            LineRead read = line(MAX_PASSED_OVER);
            if (!(read instanceof LineRead.Line line)) {
                refuseUnasked(read);
                return false;
            }
            empty &= line.octets().length == 0;
            var more = LiteralAnnouncement.atEndOf(line.octets(), line.octets().length);
            if (more.isEmpty() || more.get().kind() == Kind.SYNCHRONIZING) {
                return empty;
            }
            transfer(more.get(), (part, offset, length) -> {});
        }
        throw new HopelessException(Why.UNASKED_LITERAL);
    }
}
