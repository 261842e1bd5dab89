// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.program;

import org.mailroom.core.compute.TimeLimit;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/// Has programs run by the helper, which may take the identity of their users. A connection for
/// each: when it ends before the answer has come, the helper kills the program.
public final class HelperRunner implements ProgramRunner {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Supplier<Path> socket;
    private final Duration patience;

    /// @param socket `helper_socket`
    public HelperRunner(Supplier<Path> socket) {
        this(socket, PATIENCE);
    }

    /// @param patience how much longer than the program may take the helper may
    HelperRunner(Supplier<Path> socket, Duration patience) {
        this.socket = socket;
        this.patience = patience;
    }

    @Override
    public Ended run(Job job) {
        Path path = socket.get();
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return TimeLimit.within(job.time().plus(patience), channel, () -> ask(job, channel));
        } catch (UnreadableException e) {
            return new Ended.NotRun("cannot read the message: " + reason(e));
        } catch (IOException | IllegalArgumentException e) {
            return new Ended.NotRun(
                    "the helper does not run a program (%s): %s".formatted(path, reason(e)));
        }
    }

    private static Ended ask(Job job, SocketChannel channel) throws IOException {
        var in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)));
        var out = new ToHelper(Channels.newOutputStream(channel));
        try {
            JobCodec.write(job, new DataOutputStream(new BufferedOutputStream(out)));
        } catch (IOException e) {
            if (!out.broken) {
                throw new UnreadableException(e);
            }
            return refusal(in, e);
        }
        return JobCodec.readEnded(in);
    }

    // Who refuses a job does not read it to its end
    private static Ended refusal(DataInputStream in, IOException broken) throws IOException {
        try {
            return JobCodec.readEnded(in);
        } catch (IOException _) {
            throw broken;
        }
    }

    private static String reason(Exception e) {
        return switch (e) {
            case ClosedByInterruptException _ -> "interrupted";
            // Nobody else closes it
            case ClosedChannelException _ -> "no answer in time";
            case Exception other when other.getMessage() != null -> other.getMessage();
            case Exception other -> other.getClass().getSimpleName();
        };
    }

    /// It is the message that cannot be read.
    private static final class UnreadableException extends IOException {
        private static final long serialVersionUID = 1;

        UnreadableException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /// The way to the helper, which tells its own end from that of the message.
    private static final class ToHelper extends FilterOutputStream {
        private boolean broken;

        ToHelper(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            broken = true;
            out.write(octets, offset, length);
            broken = false;
        }
    }
}
