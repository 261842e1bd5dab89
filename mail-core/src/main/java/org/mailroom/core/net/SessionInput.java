// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import java.time.Duration;

/// The octets that come from a peer. Bounded: past the high mark the socket is not read. All but
/// `wake` is called on the session's thread only.
public final class SessionInput {

    /// Reads up to LF. Blocks.
    ///
    /// @throws WireClosedException when the peer is gone or the time is up
    public LineRead readLine(int maxOctets, Duration timeout) {
        throw new AssertionError("contract");
    }

    /// Reads at least one octet; -1 at the end of input.
    public int read(byte[] buffer, int offset, int length, Duration timeout) {
        throw new AssertionError("contract");
    }

    /// Gives octets back that were read too many: they are read again first.
    public void unread(byte[] buffer, int offset, int length) {
        throw new AssertionError("contract");
    }

    /// Octets that can be read without waiting. Zero means: flush the replies now.
    public int buffered() {
        throw new AssertionError("contract");
    }

    /// Waits for input or for `wake`.
    public Awaited await(Duration timeout) {
        throw new AssertionError("contract");
    }

    /// Ends a present or the next `await`. Safe for use by several threads.
    public void wake() {
        throw new AssertionError("contract");
    }
}
