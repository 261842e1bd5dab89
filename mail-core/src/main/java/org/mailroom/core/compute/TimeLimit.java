// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.compute;

import java.io.IOException;
import java.nio.channels.Channel;
import java.time.Duration;

/// Ends a dialogue that takes too long, by closing its channel.
public final class TimeLimit {

    private TimeLimit() {}

    /// A part of a dialogue.
    public interface Step<T> {
        T run() throws IOException;
    }

    /// Who takes too long loses the connection; so does who does not keep to the protocol.
    ///
    /// @throws java.nio.channels.ClosedChannelException when it has taken too long
    public static <T> T within(Duration patience, Channel channel, Step<T> step)
            throws IOException {
        Thread watch = Thread.startVirtualThread(() -> closeLate(channel, patience));
        boolean done = false;
        try {
            T result = step.run();
            done = true;
            return result;
        } finally {
            watch.interrupt();
            if (!done) {
                channel.close();
            }
        }
    }

    private static void closeLate(Channel channel, Duration patience) {
        try {
            Thread.sleep(patience);
            channel.close();
        } catch (InterruptedException | IOException _) {
            // It was in time, or is closed already
        }
    }
}
