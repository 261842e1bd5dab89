// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.program;

import org.mailroom.core.compute.TimeLimit;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Has the helper judge passwords of users of this system. Only so many wait for it at once, and
/// none of them for long. Safe for use by several threads; those wait, as virtual threads do.
public final class HelperLogins {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int AT_ONCE = 20;

    private final Path socket;
    private final Duration patience;
    private final Semaphore places = new Semaphore(AT_ONCE, true);

    /// @param socket `helper_socket`
    public HelperLogins(Path socket) {
        this(socket, PATIENCE);
    }

    /// @param patience how long the helper may take, and how long one may wait for one's turn
    HelperLogins(Path socket, Duration patience) {
        this.socket = socket;
        this.patience = patience;
    }

    public LoginAnswer ask(LoginQuestion question) {
        try {
            if (!places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return unavailable("too many logins at once");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unavailable("interrupted");
        }
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return TimeLimit.within(patience, channel, () -> ask(question, channel));
        } catch (ClosedChannelException e) {
            return unavailable("no answer in time");
        } catch (EOFException e) {
            return unavailable("it hangs up");
        } catch (IOException | IllegalArgumentException e) {
            return unavailable(String.valueOf(e.getMessage()));
        } finally {
            places.release();
        }
    }

    private static LoginAnswer ask(LoginQuestion question, SocketChannel channel)
            throws IOException {
        var out = new BufferedOutputStream(Channels.newOutputStream(channel));
        LoginCodec.write(question, new DataOutputStream(out));
        var in = new BufferedInputStream(Channels.newInputStream(channel));
        return LoginCodec.readAnswer(new DataInputStream(in));
    }

    private LoginAnswer unavailable(String reason) {
        return new LoginAnswer.Unavailable(
                "the helper judges no password (%s): %s".formatted(socket, reason));
    }
}
