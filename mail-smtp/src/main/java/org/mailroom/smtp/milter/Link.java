// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.milter;

import org.mailroom.core.net.Wire;
import org.mailroom.core.net.WireClosedException;

import java.time.Duration;

/// A connection to a milter, packet by packet. Used by one thread.
final class Link implements AutoCloseable {
    private static final byte[] NOTHING = new byte[0];

    private final Wire wire;
    private final Runnable left;
    private boolean closed;

    /// @param left is run once it is closed
    Link(Wire wire, Runnable left) {
        this.wire = wire;
        this.left = left;
    }

    /// Hands a packet over; it leaves at the latest when one is received.
    void send(Packet packet, Duration patience) throws MilterException {
        byte[] octets = packet.octets();
        try {
            wire.writeTimeout(patience);
            wire.write(octets, 0, octets.length);
        } catch (WireClosedException gone) {
            throw new MilterException("can't send a packet: " + reason(gone));
        }
    }

    /// The next packet.
    ///
    /// @param asked what it answers, for the log
    Packet receive(String asked, Duration patience) throws MilterException {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            wire.flush();
            byte[] prefix = read(Packet.LENGTH_OCTETS, deadline);
            return Packet.of(read(Packet.length(prefix), deadline));
        } catch (WireClosedException gone) {
            throw new MilterException(
                    "can't read %s reply packet header: %s".formatted(asked, reason(gone)));
        }
    }

    private byte[] read(int octets, long deadline) {
        byte[] content = new byte[octets];
        for (int at = 0; at < octets; ) {
            Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
            int n = wire.input().read(content, at, octets - at, left);
            if (n < 0) {
                throw new WireClosedException(WireClosedException.Reason.LOST, "closed");
            }
            at += n;
        }
        return content;
    }

    private void leave() {
        if (!closed) {
            closed = true;
            left.run();
        }
    }

    private static String reason(WireClosedException gone) {
        return switch (gone.reason()) {
            case TIMEOUT -> "Connection timed out";
            case LOST, TLS -> "Connection closed";
            case CLOSED_HERE -> "Shutdown";
        };
    }

    /// Takes leave.
    @Override
    public void close() {
        try {
            byte[] quit = new Packet('Q', NOTHING).octets();
            wire.write(quit, 0, quit.length);
            wire.flush();
        } catch (WireClosedException gone) {
            // It has left before
        } finally {
            wire.close();
            leave();
        }
    }
}
