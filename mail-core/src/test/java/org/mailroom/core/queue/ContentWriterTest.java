// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailroom.core.journal.SimulatedDisk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.zip.CRC32C;

class ContentWriterTest {
    private final SimulatedDisk disk = new SimulatedDisk();

    @Test
    void writesSmallPiecesTogether() throws IOException {
        var writer = new ContentWriter(disk.create("content"));
        int before = disk.faults().operations();

        for (int i = 0; i < 100_000; i++) {
            writer.write(new byte[] {'a', ':', '\r', '\n'}, 0, 4);
        }
        writer.flush();

        assertThat(disk.octets("content")).hasSize(400_000);
        assertThat(disk.faults().operations() - before).isLessThan(30);
    }

    @Test
    void writesPiecesOfAnyLengthInTheirOrder() throws IOException {
        var random = new Random(1);
        var writer = new ContentWriter(disk.create("content"));
        var expected = new ByteArrayOutputStream();
        for (int i = 0; i < 200; i++) {
            byte[] piece = new byte[random.nextInt(i % 10 == 0 ? 50_000 : 2_000) + 3];
            random.nextBytes(piece);
            writer.write(piece, 1, piece.length - 2);
            expected.write(piece, 1, piece.length - 2);
            if (i % 50 == 0) {
                writer.flush();
                assertThat(disk.octets("content")).isEqualTo(expected.toByteArray());
            }
        }

        writer.flush();

        assertThat(disk.octets("content")).isEqualTo(expected.toByteArray());
        var crc = new CRC32C();
        crc.update(expected.toByteArray());
        assertThat(writer.crc()).isEqualTo((int) crc.getValue());
    }
}
