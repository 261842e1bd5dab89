// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.program;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The beginning of what a program writes. It is taken as far as it has come, and never waited for:
/// whom the program has left behind may keep its output open for ever, or write without end, which
/// the pipes of Java would wait for and keep. Used by one thread.
final class ProgramOutput implements AutoCloseable {
    private static final int BLOCK = 1 << 16;

    private final Path name;
    private final RandomAccessFile pipe;
    private final FileInputStream in;
    private final ByteArrayOutputStream beginning = new ByteArrayOutputStream();

    private ProgramOutput(Path name, RandomAccessFile pipe) throws IOException {
        this.name = name;
        this.pipe = pipe;
        this.in = new FileInputStream(pipe.getFD());
    }

    /// A pipe with a name in a folder of which nobody else knows.
    static ProgramOutput in(Path folder) throws IOException, InterruptedException {
        Path name = folder.resolve("output");
        Process mkfifo =
                new ProcessBuilder("/usr/bin/mkfifo", "-m", "600", name.toString()).start();
        if (mkfifo.waitFor() != 0) {
            throw new IOException("mkfifo has failed");
        }
        // Open for both, so that opening does not wait for the other end
        return new ProgramOutput(name, new RandomAccessFile(name.toFile(), "rw"));
    }

    /// Where the program writes to, until it has been started.
    Path name() {
        return name;
    }

    // What is too much is thrown away, a pipe full at a time
    void take() throws IOException {
        byte[] block = in.readNBytes(Math.min(in.available(), BLOCK));
        int room = ProgramRunner.OUTPUT_OCTETS - beginning.size();
        beginning.write(block, 0, Math.min(room, block.length));
    }

    String text() {
        return beginning.toString(StandardCharsets.UTF_8);
    }

    /// Who goes on writing is told that nobody reads.
    @Override
    public void close() throws IOException {
        pipe.close();
        Files.deleteIfExists(name);
    }
}
