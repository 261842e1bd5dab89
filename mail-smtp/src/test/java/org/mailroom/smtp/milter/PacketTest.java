// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.milter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

class PacketTest {

    @Test
    void writesLengthCommandAndData() {
        byte[] octets = new Packet('H', new byte[] {'a', 0}).octets();

        assertThat(octets).containsExactly(0, 0, 0, 3, 'H', 'a', 0);
    }

    @Test
    void readsWhatItWrites() throws MilterException {
        byte[] data = new Packet.Writer().number(-2).text("ä").text("").data();
        byte[] octets = new Packet('M', data).octets();

        Packet read = Packet.of(Arrays.copyOfRange(octets, 4, octets.length));
        Packet.Reader reader = read.reader();

        assertThat(read.command()).isEqualTo('M');
        assertThat(reader.number()).isEqualTo(-2);
        assertThat(reader.text()).isEqualTo("ä");
        assertThat(reader.text()).isEmpty();
        assertThat(reader.atEnd()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1, true", "262144, true", "262145, false", "0, false", "-1, false"})
    void boundsTheLength(int length, boolean good) {
        byte[] prefix = ByteBuffer.allocate(4).putInt(length).array();

        if (good) {
            assertThat(lengthOf(prefix)).isEqualTo(length);
        } else {
            assertThatThrownBy(() -> Packet.length(prefix)).isInstanceOf(MilterException.class);
        }
    }

    private static int lengthOf(byte[] prefix) {
        try {
            return Packet.length(prefix);
        } catch (MilterException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no end", "abc"})
    void doesNotReadBeyondTheEnd(String data) {
        var reader = new Packet('h', data.getBytes(StandardCharsets.US_ASCII)).reader();

        assertThatThrownBy(reader::text).isInstanceOf(MilterException.class);
    }

    @Test
    void doesNotReadHalfANumber() {
        var reader = new Packet('i', new byte[3]).reader();

        assertThatThrownBy(reader::number).isInstanceOf(MilterException.class);
    }

    @Test
    void keepsNulOutOfTexts() {
        assertThat(new Packet.Writer().text("a\0b").data()).containsExactly('a', ' ', 'b', 0);
    }
}
