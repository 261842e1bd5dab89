// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.program;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the server and its helper say to each other: a job, with its input in pieces, and how it
/// ended.
public final class JobCodec {
    private static final int MAX_COUNT = 10_000;
    private static final int PIECE = 1 << 16;
    private static final int EXITED = 1;
    private static final int TIMED_OUT = 2;
    private static final int NOT_RUN = 3;

    private JobCodec() {}

    static void write(Job job, DataOutputStream out) throws IOException {
        Verb.RUN.write(out);
        out.writeLong(job.uid());
        out.writeLong(job.gid());
        out.writeLong(job.time().toMillis());
        Texts.write(job.directory().orElse(""), out);
        out.writeInt(job.words().size());
        for (String word : job.words()) {
            Texts.write(word, out);
        }
        out.writeInt(job.environment().size());
        for (Map.Entry<String, String> variable : job.environment().entrySet()) {
            Texts.write(variable.getKey(), out);
            Texts.write(variable.getValue(), out);
        }
        var pieces = new BufferedOutputStream(new Pieces(out), PIECE);
        job.input().writeTo(pieces);
        pieces.flush();
        out.writeInt(0);
        out.flush();
    }

    /// Reads a job behind its verb. Its input is what follows, and can be had once.
    ///
    /// @throws IOException also when it is none
    public static Job readJob(DataInputStream in) throws IOException {
        long uid = in.readLong();
        long gid = in.readLong();
        Duration time = Duration.ofMillis(in.readLong());
        var texts = new Texts(in);
        String directory = texts.next();
        List<String> words = new ArrayList<>();
        for (int left = count(in); left > 0; left--) {
            words.add(texts.next());
        }
        var environment = new HashMap<String, String>();
        for (int left = count(in); left > 0; left--) {
            environment.put(texts.next(), texts.next());
        }
        if (words.isEmpty()) {
            throw new IOException("no program");
        }
        return new Job(
                uid,
                gid,
                words,
                environment,
                directory.isEmpty() ? Optional.empty() : Optional.of(directory),
                out -> pieces(in, out),
                time);
    }

    /// Tells how it ended.
    public static void write(Ended ended, DataOutputStream out) throws IOException {
        switch (ended) {
            case Ended.Exited(int status, String output) -> {
                out.writeByte(EXITED);
                out.writeInt(status);
                Texts.write(output, out);
            }
            case Ended.TimedOut(String output) -> {
                out.writeByte(TIMED_OUT);
                Texts.write(output, out);
            }
            case Ended.NotRun(String reason) -> {
                out.writeByte(NOT_RUN);
                Texts.write(reason, out);
            }
        }
        out.flush();
    }

    static Ended readEnded(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case EXITED -> new Ended.Exited(in.readInt(), new Texts(in).next());
            case TIMED_OUT -> new Ended.TimedOut(new Texts(in).next());
            case NOT_RUN -> new Ended.NotRun(new Texts(in).next());
            default -> throw new IOException("no answer of the helper");
        };
    }

    private static int count(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MAX_COUNT) {
            throw new IOException("unreasonably many");
        }
        return count;
    }

    private static void pieces(DataInputStream in, OutputStream out) throws IOException {
        for (int length = in.readInt(); length != 0; length = in.readInt()) {
            if (length < 0 || length > PIECE) {
                throw new IOException("unreasonably long");
            }
            out.write(in.readNBytes(length));
        }
    }

    /// Each write as a piece with its length.
    private static final class Pieces extends OutputStream {
        private final DataOutputStream out;

        Pieces(DataOutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            for (int done = 0; done < length; done += PIECE) {
                int piece = Math.min(PIECE, length - done);
                out.writeInt(piece);
                out.write(octets, offset + done, piece);
            }
        }
    }
}
