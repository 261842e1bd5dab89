// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.dns;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Hosts as the system knows them (`hosts` in nsswitch.conf). It may block its thread in native
/// code, so a platform thread asks it, and whoever wants to know waits as long as he likes.
public final class SystemNames {
    private SystemNames() {}

    /// The addresses of a host, at least one.
    ///
    /// @throws UnknownHostException when there is none
    /// @throws SocketTimeoutException when there is no answer in time
    public static List<InetAddress> addresses(String host, Duration patience) throws IOException {
        var answer = new FutureTask<>(() -> List.of(InetAddress.getAllByName(host)));
        Thread.ofPlatform().daemon().name("system-names").start(answer);
        try {
            return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            throw new SocketTimeoutException("no answer in time for the address of " + host);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException unknown ? unknown : new IOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
