// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The octets that come from a peer, in the pieces in which they came. Bounded: past the high mark
/// the socket is not read. The event loop offers, the session's thread takes; `wake` is for all.
public final class SessionInput {
    private static final int HIGH_MARK = 32 * 1024;
    private static final int LOW_MARK = 8 * 1024;

    /// What a piece takes besides its octets.
    private static final int PIECE_OCTETS = 32;

    private static final int MAX_OVERSHOOT = 64 * 1024;
    private static final int KEPT_AT_EACH_END = 64;
    // RFC 8446 §5.1: the type of the record that a ClientHello comes in
    private static final byte TLS_HANDSHAKE = 22;

    private final Flow flow;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    // guarded by lock
    private final Deque<byte[]> waiting = new ArrayDeque<>(2);
    private int waitingOctets;
    private int waitingMemory;
    private boolean full;
    private boolean woken;
    private boolean dismissed;
    private boolean ended;
    private boolean closed;
    private WireClosedException.Reason endReason = WireClosedException.Reason.LOST;

    // the session's own: the piece it reads from
    private byte[] piece = NOTHING;
    private int position;

    // once there is no way to go on, there never is
    private Optional<LineRead.NoLine> hopeless = Optional.empty();

    private static final byte[] NOTHING = new byte[0];

    /// How the input tells the socket to stop and go on.
    interface Flow {
        void reading(boolean wanted);
    }

    SessionInput(Flow flow) {
        this.flow = flow;
    }

    /// Reads up to LF. Of a line past `maxOctets` the middle is thrown away as it comes, as far as
    /// it ends within reason.
    ///
    /// @throws WireClosedException when the peer is gone, the time is up, or the server stops
    public LineRead readLine(int maxOctets, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        byte[] line = NOTHING;
        long octets = 0;
        while (hopeless.isEmpty()) {
            need(deadline);
            if (octets == 0 && piece[position] == TLS_HANDSHAKE) {
                hopeless = Optional.of(new LineRead.NoLine(LineRead.Kind.TLS_RECORD));
                break;
            }
            int lineFeed = indexOfLineFeed();
            int stop = lineFeed < 0 ? piece.length : lineFeed + 1;
            octets += stop - position;
            boolean tooLong = octets > maxOctets + 2L;
            line = join(line, stop - position);
            if (tooLong) {
                line = abridged(line);
            }
            position = stop;
            if (lineFeed >= 0) {
                return tooLong ? new LineRead.TooLong(withoutEnd(line)) : withoutEnd(line);
            }
            if (octets > maxOctets + (long) MAX_OVERSHOOT) {
                hopeless = Optional.of(new LineRead.NoLine(LineRead.Kind.ENDLESS));
            }
        }
        return hopeless.orElseThrow();
    }

    /// Reads at least one octet; -1 at the end of input.
    public int read(byte[] buffer, int offset, int length, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        if (position == piece.length && !fill(deadline, Dismissal.PASSED_OVER)) {
            return -1;
        }
        int count = Math.min(length, piece.length - position);
        System.arraycopy(piece, position, buffer, offset, count);
        position += count;
        return count;
    }

    /// Gives octets back that were read too many: they are read again first.
    public void unread(byte[] buffer, int offset, int length) {
        byte[] rest = new byte[length + piece.length - position];
        System.arraycopy(buffer, offset, rest, 0, length);
        System.arraycopy(piece, position, rest, length, piece.length - position);
        piece = rest;
        position = 0;
    }

    /// Octets that can be read without waiting. Zero means: flush the replies now.
    public int buffered() {
        lock.lock();
        try {
            return piece.length - position + waitingOctets;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for input or for `wake`.
    public Awaited await(Duration timeout) {
        if (position < piece.length) {
            return Awaited.INPUT;
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        lock.lock();
        try {
            while (waiting.isEmpty() && !woken && !ended && !dismissed) {
                if (!sleepUntil(deadline)) {
                    return Awaited.TIMED_OUT;
                }
            }
            if (!waiting.isEmpty()) {
                return Awaited.INPUT;
            }
            if (woken) {
                woken = false;
                return Awaited.WOKEN;
            }
            return Awaited.CLOSED;
        } finally {
            lock.unlock();
        }
    }

    /// Ends a present or the next `await`. Safe for use by several threads.
    public void wake() {
        lock.lock();
        try {
            woken = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /// The server stops: whoever waits for a line, or in `await`, is told that the wire is closed
    /// here, and may still say so. What has come is still read, and content is read to its end.
    /// Safe for use by several threads.
    void dismiss() {
        lock.lock();
        try {
            dismissed = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Called from the event loop, which gives the octets away.
    void offer(byte[] octets) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            waiting.add(octets);
            waitingOctets += octets.length;
            waitingMemory += octets.length + PIECE_OCTETS;
            if (waitingMemory >= HIGH_MARK && !full) {
                full = true;
                flow.reading(false);
            }
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /// How the input stands when its session ends.
    enum AtClose {
        /// The peer may be sending.
        OPEN,
        ENDED,
        CLOSED_BEFORE
    }

    /// The session ends, and what comes from now on is thrown away.
    AtClose close() {
        lock.lock();
        try {
            AtClose before = ended ? AtClose.ENDED : AtClose.OPEN;
            boolean isFirst = !closed;
            closed = true;
            end(WireClosedException.Reason.CLOSED_HERE);
            return isFirst ? before : AtClose.CLOSED_BEFORE;
        } finally {
            lock.unlock();
        }
    }

    /// No more will come; what has come can still be read. The first reason stays.
    void end(WireClosedException.Reason reason) {
        lock.lock();
        try {
            if (!ended) {
                ended = true;
                endReason = reason;
            }
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Whether no more will come. Safe for use by several threads.
    boolean hasEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    private void need(long deadline) {
        if (position == piece.length && !fill(deadline, Dismissal.HEEDED)) {
            throw new WireClosedException(whyEnded(), "connection closed");
        }
    }

    private WireClosedException.Reason whyEnded() {
        lock.lock();
        try {
            return ended ? endReason : WireClosedException.Reason.CLOSED_HERE;
        } finally {
            lock.unlock();
        }
    }

    /// Whether somebody who waits leaves when the server stops.
    private enum Dismissal {
        HEEDED,
        PASSED_OVER
    }

    private boolean fill(long deadline, Dismissal dismissal) {
        lock.lock();
        try {
            while (waiting.isEmpty()) {
                if (ended || (dismissed && dismissal == Dismissal.HEEDED)) {
                    return false;
                }
                if (!sleepUntil(deadline)) {
                    throw new WireClosedException(WireClosedException.Reason.TIMEOUT, "time is up");
                }
            }
            piece = waiting.remove();
            position = 0;
            waitingOctets -= piece.length;
            waitingMemory -= piece.length + PIECE_OCTETS;
            if (full && waitingMemory <= LOW_MARK) {
                full = false;
                flow.reading(true);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Sleeps once; false when the time is up. Each caller looks at its condition in a loop.
    @SuppressWarnings("WaitNotInLoop")
    private boolean sleepUntil(long deadline) {
        try {
            long left = deadline - System.nanoTime();
            return left > 0 && arrived.awaitNanos(left) > 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WireClosedException(WireClosedException.Reason.CLOSED_HERE, "interrupted");
        }
    }

    private int indexOfLineFeed() {
        for (int i = position; i < piece.length; i++) {
            if (piece[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private byte[] join(byte[] line, int length) {
        byte[] longer = Arrays.copyOf(line, line.length + length);
        System.arraycopy(piece, position, longer, line.length, length);
        return longer;
    }

    private static byte[] abridged(byte[] line) {
        if (line.length <= 2 * KEPT_AT_EACH_END) {
            return line;
        }
        byte[] ends = Arrays.copyOf(line, 2 * KEPT_AT_EACH_END);
        int tail = line.length - KEPT_AT_EACH_END;
        System.arraycopy(line, tail, ends, KEPT_AT_EACH_END, KEPT_AT_EACH_END);
        return ends;
    }

    private static LineRead.Line withoutEnd(byte[] line) {
        int end = line.length - 1;
        return end > 0 && line[end - 1] == '\r'
                ? new LineRead.Line(Arrays.copyOf(line, end - 1), LineRead.LineEnd.CRLF)
                : new LineRead.Line(Arrays.copyOf(line, end), LineRead.LineEnd.BARE_LF);
    }
}
