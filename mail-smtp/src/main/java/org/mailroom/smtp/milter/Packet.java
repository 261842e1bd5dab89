// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.milter;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// One packet: a length of four octets, a command, its data. The data belong to the packet.
final class Packet {
    /// The longest that is taken from a milter.
    static final int MAX_OCTETS = 256 * 1024;

    static final int LENGTH_OCTETS = 4;
    private static final int SHOWN = 0x20;

    private final char command;
    private final byte[] data;

    Packet(char command, byte[] data) {
        this.command = command;
        this.data = data;
    }

    char command() {
        return command;
    }

    byte[] data() {
        return data;
    }

    byte[] octets() {
        return ByteBuffer.allocate(LENGTH_OCTETS + 1 + data.length)
                .putInt(1 + data.length)
                .put((byte) command)
                .put(data)
                .array();
    }

    /// @throws MilterException when no packet is that long
    static int length(byte[] prefix) throws MilterException {
        int length = ByteBuffer.wrap(prefix).getInt();
        if (length < 1 || length > MAX_OCTETS) {
            throw new MilterException(
                    "a packet of " + Integer.toUnsignedString(length) + " octets");
        }
        return length;
    }

    /// @param content what stands behind the length, at least one octet
    static Packet of(byte[] content) {
        return new Packet(
                (char) (content[0] & 0xff), Arrays.copyOfRange(content, 1, content.length));
    }

    Reader reader() {
        return new Reader(data);
    }

    /// The command as the log shows it.
    String name() {
        return command > SHOWN && command < 127
                ? "'" + command + "'"
                : "0x%02x".formatted((int) command);
    }

    /// Makes data.
    static final class Writer {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Writer octet(char octet) {
            out.write(octet);
            return this;
        }

        Writer number(int number) {
            out.writeBytes(ByteBuffer.allocate(4).putInt(number).array());
            return this;
        }

        Writer shortNumber(int number) {
            out.writeBytes(ByteBuffer.allocate(2).putShort((short) number).array());
            return this;
        }

        Writer text(String text) {
            return text(text, StandardCharsets.UTF_8);
        }

        // A NUL would end it
        Writer text(String text, Charset charset) {
            out.writeBytes(text.replace('\0', ' ').getBytes(charset));
            out.write(0);
            return this;
        }

        byte[] data() {
            return out.toByteArray();
        }
    }

    /// Reads data from their beginning.
    static final class Reader {
        private final byte[] data;
        private int at;

        private Reader(byte[] data) {
            this.data = data;
        }

        boolean atEnd() {
            return at == data.length;
        }

        int number() throws MilterException {
            if (data.length - at < 4) {
                throw new MilterException("a number is missing in a packet");
            }
            at += 4;
            return ByteBuffer.wrap(data, at - 4, 4).getInt();
        }

        String text() throws MilterException {
            return text(StandardCharsets.UTF_8);
        }

        String text(Charset charset) throws MilterException {
            int end = at;
            while (end < data.length && data[end] != 0) {
                end++;
            }
            if (end == data.length) {
                throw new MilterException("a text without end in a packet");
            }
            String text = new String(data, at, end - at, charset);
            at = end + 1;
            return text;
        }
    }
}
