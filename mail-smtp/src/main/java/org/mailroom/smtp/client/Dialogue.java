// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.message.MessageContent;
import org.mailroom.core.message.Printable;
import org.mailroom.core.message.SyntaxException;
import org.mailroom.core.net.DottedText;
import org.mailroom.core.net.LineRead;
import org.mailroom.core.net.TimeAllowance;
import org.mailroom.core.net.Wire;
import org.mailroom.core.net.WireClosedException;
import org.mailroom.core.tls.ClientTls;
import org.mailroom.core.tls.TlsChannel;
import org.mailroom.core.tls.TlsInfo;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Commands to another server and its replies, which are kept within bounds. The one place that
/// writes commands. On the thread of the delivery.
final class Dialogue implements AutoCloseable {
    /// RFC 5321 §4.5.3.1.5 allows 512 octets. Who says more is understood all the same: it may be
    /// that the message has been taken.
    private static final int MAX_LINE_OCTETS = 64 * 1024;

    private static final int MAX_LINES = 200;

    /// More lines are read and forgotten: behind a message, they may tell that it was taken.
    private static final int MAX_PASSED_OVER = 10_000;

    private static final int SERVICE_NOT_AVAILABLE = 421;
    private static final int PIECE_OCTETS = 16 * 1024;

    /// Who has not read what came before QUIT by then need not hear it.
    private static final Duration LEAVE_PATIENCE = Duration.ofSeconds(1);

    private final Wire wire;
    private final ClientSettings settings;
    private final Said said;
    private Phase phase = Phase.GREETING;
    private boolean leaving;
    private boolean unasked;
    private int outstanding;

    Dialogue(Wire wire, ClientSettings settings, Said.Follower follower) {
        this.wire = wire;
        this.settings = settings;
        this.said = new Said(follower);
    }

    /// Where the dialogue stands, for the one who has to say where it broke.
    Phase phase() {
        return phase;
    }

    /// What was said so far about the present message.
    Said said() {
        return said;
    }

    /// Adds a command to what goes out with the next `receive`.
    void send(String command) {
        said.command(command);
        write(command);
    }

    private void write(String command) {
        // Nothing from outside can begin a command of its own
        if (command.chars().anyMatch(c -> c < ' ' || c == 127)) {
            throw new IllegalArgumentException("control character in an SMTP command");
        }
        // Nothing is asked just now, and yet there is something to read
        unasked |= outstanding == 0 && wire.input().buffered() > 0;
        outstanding++;
        wire.write(command + "\r\n");
    }

    /// Adds the content of a message and the dot that ends it.
    void send(InputStream content) throws IOException {
        enter(Phase.CONTENT);
        said.content();
        var text = new DottedText(sink(), settings.content().maxLineOctets());
        text.sendText(content);
        // What is gathered may go out with the dot: from here on the message may have arrived
        enter(Phase.END_OF_DATA);
        text.end();
    }

    /// Adds a message as a single chunk: its octets as they are, and nothing that ends it (RFC 3030
    /// §2).
    void sendChunk(MessageContent content) throws IOException {
        long left = content.octets();
        send("BDAT " + left + " LAST");
        enter(Phase.CONTENT);
        DottedText.Sink sink = sink();
        byte[] piece = new byte[PIECE_OCTETS];
        try (InputStream in = content.open()) {
            while (left > 0) {
                int length = in.readNBytes(piece, 0, (int) Math.min(left, piece.length));
                if (length == 0) {
                    throw new EOFException(left + " octets are missing");
                }
                left -= length;
                if (left == 0) {
                    // As with the dot: what is gathered may go out with the last octets
                    enter(Phase.END_OF_DATA);
                }
                sink.write(piece, 0, length);
            }
        }
    }

    private DottedText.Sink sink() {
        int rate = settings.rate().octetsPerSecond();
        if (rate == 0) {
            return wire::write;
        }
        var allowance = new TimeAllowance(Phase.CONTENT.limit(settings.timeouts()), rate);
        return (octets, offset, length) -> {
            wire.writeTimeout(allowance.left());
            wire.write(octets, offset, length);
            allowance.earned(length);
        };
    }

    /// Sends what has been added, and waits for a reply.
    ///
    /// @throws SyntaxException when what comes is no reply, or came before the command
    RemoteReply receive(Phase next) {
        enter(next);
        wire.flush();
        RemoteReply reply = reply(System.nanoTime() + next.limit(settings.timeouts()).toNanos());
        outstanding = Math.max(0, outstanding - 1);
        leaving |= reply.code() == SERVICE_NOT_AVAILABLE;
        // RFC 5321 §3.8: only this may come at any time
        if (unasked && reply.code() != SERVICE_NOT_AVAILABLE) {
            throw new SyntaxException("reply before its command: " + reply);
        }
        return reply;
    }

    private RemoteReply reply(long deadline) {
        var lines = new ArrayList<String>();
        RemoteReply.Line line;
        int passedOver = 0;
        do {
            line = receiveLine(deadline, lines.size() >= MAX_LINES);
            said.reply(line);
            if (lines.size() < MAX_LINES) {
                lines.add(line.text());
            } else if (passedOver++ > MAX_PASSED_OVER) {
                throw new SyntaxException("reply has too many lines");
            }
        } while (line.place() == RemoteReply.Line.Place.CONTINUED);
        return new RemoteReply(line.code(), lines);
    }

    /// Notes that there is no telling what is said next.
    void outOfStep() {
        leaving = true;
    }

    /// Whether commands can be sent, as far as is known.
    boolean isUsable() {
        return !leaving && wire.isConnected() && wire.input().buffered() == 0;
    }

    RemoteReply ask(String command, Phase next) {
        if (next == Phase.AUTH) {
            said.secret(command);
            write(command);
        } else {
            send(command);
        }
        return receive(next);
    }

    private void enter(Phase next) {
        phase = next;
        wire.writeTimeout(next.limit(settings.timeouts()));
    }

    /// @param passedOver whether the line is only looked at for whether it is the last
    private RemoteReply.Line receiveLine(long deadline, boolean passedOver) {
        Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        return switch (wire.input().readLine(MAX_LINE_OCTETS, left)) {
            case LineRead.Line line -> {
                String text =
                        RemoteReply.abbreviated(Printable.of(line.text(StandardCharsets.UTF_8)));
                boolean more = passedOver && text.startsWith("-", 3);
                yield RemoteReply.Line.parse(more ? text : settings.filters().reply(text));
            }
            case LineRead.TooLong _, LineRead.NoLine _ ->
                    throw new SyntaxException("reply line is too long");
        };
    }

    /// The handshake, after a reply that said yes to it, or before anything is said.
    ///
    /// @throws SyntaxException when more than that reply has come: it was not protected, and could
    ///   be taken for replies that are
    TlsInfo startTls(ClientTls tls, String host) {
        // RFC 3207 §6
        if (wire.input().buffered() > 0) {
            throw new SyntaxException("data after the reply to STARTTLS");
        }
        enter(Phase.STARTTLS);
        return wire.startTls(tls, host, Phase.STARTTLS.limit(settings.timeouts()));
    }

    /// The certificates of the other server, its own first.
    List<X509Certificate> certificates() {
        return wire.certificates();
    }

    /// What a login can be bound to.
    TlsChannel channel() {
        return wire.tls().map(TlsInfo::channel).orElse(TlsChannel.NONE);
    }

    boolean isEncrypted() {
        return wire.tls().isPresent();
    }

    /// Takes leave without waiting for an answer (`smtp_skip_quit_response`).
    void quit() {
        try {
            wire.writeTimeout(LEAVE_PATIENCE);
            send("QUIT");
            wire.flush();
        } catch (WireClosedException gone) {
            // The mail has its outcome already
            return;
        }
    }

    @Override
    public void close() {
        wire.close();
    }
}
