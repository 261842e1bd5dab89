// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.grammar;

import org.mailroom.storage.Flags;
import org.mailroom.storage.MailboxName;
import org.mailroom.storage.ModifiedUtf7;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;
import java.util.TreeSet;

/// Writes responses (RFC 3501 §7): the one place that knows how values look on the wire. Gathers
/// octets and hands them on in pieces. Runs on the session's thread.
public final class ResponseWriter {
    private static final int BUFFER_OCTETS = 8192;
    private static final int MAX_QUOTED_OCTETS = 1000;
    private static final byte[] NOTHING = {};

    /// Where the octets go.
    public interface Sink {
        void write(byte[] octets, int offset, int length);
    }

    private final Sink sink;
    private byte[] buffer = NOTHING;
    private int used;
    private long written;
    private long literalEnd;
    private byte lastHandedOn = '\n';

    public ResponseWriter(Sink sink) {
        this.sink = sink;
    }

    /// Octets written so far.
    public long written() {
        return written + used;
    }

    /// Whether a new response can begin here: if not, something failed half way and the client can
    /// not be told.
    public boolean atResponseStart() {
        byte last = used > 0 ? buffer[used - 1] : lastHandedOn;
        return last == '\n' && written() >= literalEnd;
    }

    /// Hands on what has gathered. The buffer is given up: an idle session needs none.
    public void flush() {
        handOn();
        buffer = NOTHING;
    }

    private void handOn() {
        if (used > 0) {
            sink.write(buffer, 0, used);
            lastHandedOn = buffer[used - 1];
            written += used;
            used = 0;
        }
    }

    private void room(int octets) {
        if (buffer.length - used < octets) {
            handOn();
            if (buffer.length == 0) {
                buffer = new byte[BUFFER_OCTETS];
            }
        }
    }

    public ResponseWriter octet(char c) {
        room(1);
        buffer[used++] = (byte) c;
        return this;
    }

    /// Text of ours: ASCII.
    public ResponseWriter text(String ascii) {
        int length = ascii.length();
        if (length > BUFFER_OCTETS) {
            byte[] octets = ascii.getBytes(StandardCharsets.US_ASCII);
            return octets(octets, 0, octets.length);
        }
        room(length);
        for (int i = 0; i < length; i++) {
            buffer[used + i] = (byte) ascii.charAt(i);
        }
        used += length;
        return this;
    }

    public ResponseWriter octets(byte[] octets, int offset, int length) {
        if (length > BUFFER_OCTETS / 2) {
            handOn();
            sink.write(octets, offset, length);
            lastHandedOn = octets[offset + length - 1];
            written += length;
            return this;
        }
        room(length);
        System.arraycopy(octets, offset, buffer, used, length);
        used += length;
        return this;
    }

    /// A number that is not negative.
    public ResponseWriter number(long value) {
        room(20);
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int i = used + digits - 1; i >= used; i--) {
            buffer[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        used += digits;
        return this;
    }

    public ResponseWriter crlf() {
        return octet('\r').octet('\n');
    }

    /// A whole untagged response: `* ` and the text.
    public void untagged(String response) {
        text("* ").text(response).crlf();
    }

    public void tagged(String tag, Completion completion) {
        text(tag).octet(' ').text(completion.toString()).crlf();
    }

    /// The announcement of a literal; exactly so many octets must follow.
    public ResponseWriter literal(long octets) {
        octet('{').number(octets).text("}\r\n");
        literalEnd = written() + octets;
        return this;
    }

    /// A string, quoted where it can be, else as a literal. A NUL, which neither can carry, is
    /// written as 0x80.
    public ResponseWriter string(byte[] text) {
        if (!isQuotable(text)) {
            literal(text.length);
            for (byte octet : text) {
                octet(octet == 0 ? (char) 0x80 : (char) octet);
            }
            return this;
        }
        room(2 * text.length + 2);
        buffer[used++] = '"';
        for (byte octet : text) {
            if (octet == '"' || octet == '\\') {
                buffer[used++] = '\\';
            }
            buffer[used++] = octet;
        }
        buffer[used++] = '"';
        return this;
    }

    public ResponseWriter string(String text) {
        return string(text.getBytes(StandardCharsets.UTF_8));
    }

    /// A date-time in quotes (RFC 3501 §9).
    public ResponseWriter dateTime(Instant instant, ZoneId zone) {
        var text = new StringBuilder(26);
        DateTimes.append(text, instant, zone);
        return octet('"').text(text.toString()).octet('"');
    }

    public ResponseWriter nil() {
        return text("NIL");
    }

    public ResponseWriter mailbox(MailboxName name) {
        return mailbox(name.path());
    }

    public ResponseWriter mailbox(String path) {
        String wire = ModifiedUtf7.encode(path);
        return isAtom(wire) ? text(wire) : string(wire);
    }

    public ResponseWriter flags(Flags flags) {
        return flags(flags, "");
    }

    /// Flags in parentheses, `more` before them, keywords in their order.
    public ResponseWriter flags(Flags flags, String more) {
        octet('(').text(more);
        boolean first = more.isEmpty();
        for (int i = 0; i < SYSTEM_FLAGS.length; i++) {
            if (flags.has(1 << i)) {
                text(first ? "" : " ").text(SYSTEM_FLAGS[i]);
                first = false;
            }
        }
        Set<String> keywords = flags.keywords();
        for (String keyword : keywords.size() > 1 ? new TreeSet<>(keywords) : keywords) {
            text(first ? "" : " ").text(keyword);
            first = false;
        }
        return octet(')');
    }

    /// In the order of the bits of `Flags`.
    private static final String[] SYSTEM_FLAGS = {
        "\\Seen", "\\Answered", "\\Flagged", "\\Deleted", "\\Draft"
    };

    private static boolean isQuotable(byte[] text) {
        if (text.length > MAX_QUOTED_OCTETS) {
            return false;
        }
        for (byte octet : text) {
            if (octet <= 0 || octet == '\r' || octet == '\n') {
                return false;
            }
        }
        return true;
    }

    private static boolean isAtom(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 127 || "(){%*\"\\]".indexOf(c) >= 0) {
                return false;
            }
        }
        // NIL is a word of the grammar
        return !text.isEmpty() && !text.equalsIgnoreCase("NIL");
    }
}
