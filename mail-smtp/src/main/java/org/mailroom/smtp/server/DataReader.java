// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

/// Finds the end of a message and takes the dots away that the client has put in (RFC 5321 §4.5.2).
/// Only CRLF, dot, CRLF ends a message, and only CRLF begins a line: whatever else looks like a
/// line end to somebody is content. It passes unchanged, in order, as it comes; at most a dot and a
/// CR are kept back. Used by one thread, for one message.
final class DataReader implements ContentReader {
    private static final byte[] CR = {'\r'};

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

    @Override
    public int take(byte[] buffer, int offset, int length) {
        int end = offset + length;
        int start = offset;
        int at = offset;
        while (at < end && place != Place.END) {
            if (place == Place.TEXT) {
                at = readText(buffer, at, end);
                continue;
            }
            byte octet = buffer[at];
            if (isNoContent(octet)) {
                pass(buffer, start, at);
                start = at + 1;
            } else if (place == Place.DOT_CR) {
                // RFC 5321 §4.5.2: there is more on the line than the dot, so the CR is content
                sink.write(CR, 0, 1);
            }
            place = behind(octet);
            at++;
        }
        pass(buffer, start, at);
        octets += at - offset;
        return at - offset;
    }

    /// Whether the octet is taken away, or kept back: what may be the end, and is if all of it
    /// comes.
    private boolean isNoContent(byte octet) {
        return switch (place) {
            case LINE_START -> octet == '.';
            case DOT -> octet == '\r';
            case DOT_CR -> octet == '\n';
            case TEXT, CR, END -> false;
        };
    }

    private Place behind(byte octet) {
        return switch (octet) {
            case '.' -> place == Place.LINE_START ? Place.DOT : Place.TEXT;
            case '\r' -> place == Place.DOT ? Place.DOT_CR : Place.CR;
            case '\n' -> behindLineFeed();
            default -> Place.TEXT;
        };
    }

    private Place behindLineFeed() {
        return switch (place) {
            case CR -> Place.LINE_START;
            case DOT_CR -> Place.END;
            case LINE_START, DOT, TEXT, END -> Place.TEXT;
        };
    }

    /// Reads up to a CR, and answers the place behind it: most of a message passes here.
    private int readText(byte[] buffer, int from, int end) {
        int at = from;
        while (at < end) {
            if (buffer[at++] == '\r') {
                place = Place.CR;
                return at;
            }
        }
        return end;
    }

    @Override
    public boolean atEnd() {
        return place == Place.END;
    }

    /// What has come off the wire, dots and all.
    long octets() {
        return octets;
    }

    private void pass(byte[] buffer, int start, int end) {
        if (end > start) {
            sink.write(buffer, start, end - start);
        }
    }
}
