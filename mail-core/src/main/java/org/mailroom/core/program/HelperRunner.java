// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.program;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.function.Supplier;

/// Has programs run by the helper, which may take the identity of their users. A connection for
/// each: when it ends before the answer has come, the helper kills the program.
public final class HelperRunner implements ProgramRunner {
    private final Supplier<Path> socket;

    /// @param socket `helper_socket`
    public HelperRunner(Supplier<Path> socket) {
        this.socket = socket;
    }

    @Override
    public Ended run(Job job) {
        Path path = socket.get();
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            var out =
                    new DataOutputStream(
                            new BufferedOutputStream(Channels.newOutputStream(channel)));
            JobCodec.write(job, out);
            return JobCodec.readEnded(
                    new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel))));
        } catch (IOException | IllegalArgumentException e) {
            return new Ended.NotRun(
                    "the helper does not run a program (%s): %s".formatted(path, reason(e)));
        }
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
