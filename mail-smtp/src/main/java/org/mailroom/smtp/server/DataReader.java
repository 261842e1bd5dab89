// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

/// Finds the end of a message and takes the dots away that the client has put in (RFC 5321 §4.5.2).
/// Only CRLF, dot, CRLF ends a message, and only CRLF begins a line: whatever else looks like a
/// line end to somebody is content. It passes unchanged, in order, as it comes; at most a dot and a
/// CR are kept back. Used by one thread, for one message.
final class DataReader {
    private static final byte[] CR = {'\r'};

    /// Where the content goes.
    @FunctionalInterface
    interface Sink {
        void write(byte[] buffer, int offset, int length);
    }

    private enum Place {
        /// Behind CRLF, or at the very beginning.
        LINE_START,
        /// Behind a dot at the start of a line; the dot is not passed on.
        DOT,
        /// Behind that dot and a CR, which is kept back.
        DOT_CR,
        TEXT,
        /// Behind a CR that has been passed on.
        CR,
        END
    }

    private final Sink sink;
    private Place place = Place.LINE_START;
    private long octets;

    DataReader(Sink sink) {
        this.sink = sink;
    }

    /// Takes a piece; how many of its octets belong to the message, its end included. What is
    /// behind them is the next command.
    int take(byte[] buffer, int offset, int length) {
        int end = offset + length;
        int start = offset;
        for (int i = offset; i < end; i++) {
            byte octet = buffer[i];
            if (place == Place.TEXT) {
                i = indexOfCr(buffer, i, end);
                place = i < end ? Place.CR : Place.TEXT;
                continue;
            }
            switch (place) {
                case LINE_START -> {
                    if (octet == '.') {
                        pass(buffer, start, i);
                        start = i + 1;
                    }
                    place = octet == '.' ? Place.DOT : behind(octet);
                }
                case DOT -> {
                    if (octet == '\r') {
                        start = i + 1;
                    }
                    place = octet == '\r' ? Place.DOT_CR : Place.TEXT;
                }
                case DOT_CR -> {
                    if (octet == '\n') {
                        place = Place.END;
                        octets += i + 1 - offset;
                        return i + 1 - offset;
                    }
                    // RFC 5321 §4.5.2: the line has more than the dot, so the dot goes, the CR
                    // stays
                    sink.write(CR, 0, 1);
                    place = behind(octet);
                }
                case CR -> place = octet == '\n' ? Place.LINE_START : behind(octet);
                case TEXT, END -> throw new IllegalStateException("octets behind the end");
            }
        }
        pass(buffer, start, end);
        octets += length;
        return length;
    }

    boolean atEnd() {
        return place == Place.END;
    }

    /// What has come off the wire, dots and all.
    long octets() {
        return octets;
    }

    private static Place behind(byte octet) {
        return octet == '\r' ? Place.CR : Place.TEXT;
    }

    private static int indexOfCr(byte[] buffer, int from, int end) {
        int at = from;
        while (at < end && buffer[at] != '\r') {
            at++;
        }
        return at;
    }

    private void pass(byte[] buffer, int start, int end) {
        if (end > start) {
            sink.write(buffer, start, end - start);
        }
    }
}
