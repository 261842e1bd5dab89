// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.program;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// The beginning of what a program writes. It is taken as far as it has come, and never waited for:
/// whom the program has left behind may keep its output open for ever, or write without end, which
/// the pipes of Java would wait for and keep. Used by one thread.
final class ProgramOutput implements AutoCloseable {
    private static final int BLOCK = 1 << 16;
    private static final int MAX_BLOCKS = 64;

    private final RandomAccessFile pipe;
    private final FileInputStream in;
    private final ByteArrayOutputStream beginning = new ByteArrayOutputStream();

    private ProgramOutput(RandomAccessFile pipe) throws IOException {
        this.pipe = pipe;
        this.in = new FileInputStream(pipe.getFD());
    }

    /// A pipe with a name, by which the program gets it.
    static ProgramOutput in(Path name) throws IOException, InterruptedException {
        Process mkfifo =
                new ProcessBuilder("/usr/bin/mkfifo", "-m", "600", name.toString()).start();
        if (mkfifo.waitFor() != 0) {
            throw new IOException("mkfifo has failed");
        }
        // Open for both, so that opening does not wait for the other end
        return new ProgramOutput(new RandomAccessFile(name.toFile(), "rw"));
    }

    // What is too much is thrown away; who writes without end does not keep this one
    void take() throws IOException {
        int blocks = MAX_BLOCKS;
        for (int there = in.available(); there > 0 && blocks > 0; there = in.available()) {
            byte[] block = in.readNBytes(Math.min(there, BLOCK));
            int room = ProgramRunner.OUTPUT_OCTETS - beginning.size();
            beginning.write(block, 0, Math.min(room, block.length));
            blocks--;
        }
    }

    String text() {
        return beginning.toString(StandardCharsets.UTF_8);
    }

    /// Who goes on writing is told that nobody reads.
    @Override
    public void close() throws IOException {
        pipe.close();
    }
}
