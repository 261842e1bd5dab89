// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.net.LineRead;
import org.mailroom.core.net.SessionInput;
import org.mailroom.core.net.TimeAllowance;
import org.mailroom.core.net.Wire;
import org.mailroom.core.net.WireClosedException;
import org.mailroom.core.net.WireClosedException.Reason;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.notice.SessionTranscript;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.UnaryOperator;

/// Commands in, replies out. Replies to commands that came together leave together (RFC 2920 §3.2).
/// On the session's thread.
final class Conversation {
    private static final int MAX_READ = 16 * 1024;

    /// A client that waits longer for the reply to the first of several commands may give up.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Wire wire;
    private final SmtpLimits limits;
    private final SessionTranscript transcript;
    private final UnaryOperator<Reply> said;
    private final InstantSource clock;
    private Instant flushed;

    /// @param said a reply as it is said
    Conversation(
            Wire wire,
            SmtpLimits limits,
            SessionTranscript transcript,
            UnaryOperator<Reply> said,
            InstantSource clock) {
        this.wire = wire;
        this.said = said;
        this.transcript = transcript;
        this.limits = limits;
        this.clock = clock;
        flushed = clock.instant();
        wire.writeTimeout(limits.timeout());
    }

    void say(Reply reply) {
        Reply heard = said.apply(reply);
        transcript.out(heard, reply);
        byte[] octets = heard.octets();
        wire.write(octets, 0, octets.length);
        if (flushed.plus(PATIENCE).isBefore(clock.instant())) {
            flush();
        }
    }

    /// Lets all that was said reach the client now.
    void flush() {
        wire.flush();
        flushed = clock.instant();
    }

    /// Whether the client has sent more than was read.
    boolean hasMore() {
        return wire.input().buffered() > 0;
    }

    LineRead command() {
        flushWhenAwaited();
        // RFC 4954 §4: AUTH may bring its initial response along
        int longest = Math.max(limits.lineOctets(), limits.saslOctets());
        LineRead read = wire.input().readLine(longest, limits.timeout());
        if (read instanceof LineRead.Line line) {
            transcript.in(line.octets());
        }
        return read;
    }

    /// The answer to a challenge.
    LineRead response() {
        flush();
        transcript.inSecret();
        return wire.input().readLine(limits.saslOctets(), limits.timeout());
    }

    /// Reads content to its end.
    void content(ContentReader reader) {
        SessionInput input = wire.input();
        var allowance = new TimeAllowance(limits.timeout(), limits.minDataRate());
        byte[] buffer = new byte[(int) Math.min(MAX_READ, reader.most())];
        while (!reader.atEnd()) {
            flushWhenAwaited();
            int most = (int) Math.min(buffer.length, reader.most());
            int count = input.read(buffer, 0, most, allowance.left());
            if (count < 0) {
                throw new WireClosedException(Reason.LOST, "connection closed");
            }
            int taken = reader.take(buffer, 0, count);
            if (taken < count) {
                input.unread(buffer, taken, count - taken);
            }
            allowance.earned(count);
        }
    }

    /// Reads a chunk that nobody wants.
    void skip(long octets) {
        content(new ChunkReader(octets, (_, _, _) -> {}));
    }

    private void flushWhenAwaited() {
        if (!hasMore()) {
            flush();
        }
    }
}
