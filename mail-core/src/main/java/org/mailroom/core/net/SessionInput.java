// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The octets that come from a peer, in the pieces in which they came. Bounded: past the high mark
/// the socket is not read. The event loop offers, the session's thread takes; `wake` is for all.
public final class SessionInput {
    private static final int HIGH_MARK = 64 * 1024;
    private static final int LOW_MARK = 16 * 1024;

    private final Flow flow;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    // guarded by lock
    private final Deque<byte[]> waiting = new ArrayDeque<>(2);
    private int waitingOctets;
    private boolean full;
    private boolean woken;
    private boolean ended;
    private WireClosedException.Reason endReason = WireClosedException.Reason.LOST;

    // the session's own: the piece it reads from
    private byte[] piece = NOTHING;
    private int position;

    private static final byte[] NOTHING = new byte[0];

    /// How the input tells the socket to stop and go on.
    interface Flow {
        void reading(boolean wanted);
    }

    SessionInput(Flow flow) {
        this.flow = flow;
    }

    /// Reads up to LF. A line past `maxOctets` is thrown away as it comes.
    ///
    /// @throws WireClosedException when the peer is gone or the time is up
    public LineRead readLine(int maxOctets, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        byte[] line = NOTHING;
        boolean tooLong = false;
        while (true) {
            need(deadline);
            int lineFeed = indexOfLineFeed();
            int stop = lineFeed < 0 ? piece.length : lineFeed + 1;
            int length = stop - position;
            tooLong |= line.length + length > maxOctets + 2;
            line = tooLong ? NOTHING : join(line, length);
            position = stop;
            if (lineFeed >= 0) {
                return tooLong ? new LineRead.TooLong() : withoutEnd(line);
            }
        }
    }

    /// Reads at least one octet; -1 at the end of input.
    public int read(byte[] buffer, int offset, int length, Duration timeout) {
        if (position == piece.length && !fill(System.nanoTime() + timeout.toNanos())) {
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
            while (waiting.isEmpty() && !woken && !ended) {
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

    /// Called from the event loop, which gives the octets away.
    void offer(byte[] octets) {
        lock.lock();
        try {
            waiting.add(octets);
            waitingOctets += octets.length;
            if (waitingOctets >= HIGH_MARK && !full) {
                full = true;
                flow.reading(false);
            }
            arrived.signal();
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

    private void need(long deadline) {
        if (position == piece.length && !fill(deadline)) {
            throw new WireClosedException(endReason, "connection closed");
        }
    }

    private boolean fill(long deadline) {
        lock.lock();
        try {
            while (waiting.isEmpty()) {
                if (ended) {
                    return false;
                }
                if (!sleepUntil(deadline)) {
                    throw new WireClosedException(WireClosedException.Reason.TIMEOUT, "time is up");
                }
            }
            piece = waiting.remove();
            position = 0;
            waitingOctets -= piece.length;
            if (full && waitingOctets <= LOW_MARK) {
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

    private static LineRead withoutEnd(byte[] line) {
        int end = line.length - 1;
        return end > 0 && line[end - 1] == '\r'
                ? new LineRead.Line(Arrays.copyOf(line, end - 1), LineRead.LineEnd.CRLF)
                : new LineRead.Line(Arrays.copyOf(line, end), LineRead.LineEnd.BARE_LF);
    }
}
