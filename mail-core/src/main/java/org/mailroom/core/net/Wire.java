// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import org.mailroom.core.tls.ClientTls;
import org.mailroom.core.tls.ServerTls;
import org.mailroom.core.tls.TlsInfo;

import java.time.Duration;
import java.util.Optional;

/// One connection. Output is gathered and sent by `flush`, or when much has gathered; writing
/// blocks while the peer is slow. On the session's thread only, except `close` and `peer`.
public final class Wire implements AutoCloseable {

    public Peer peer() {
        throw new AssertionError("contract");
    }

    public SessionInput input() {
        throw new AssertionError("contract");
    }

    /// What TLS agreed on; empty in clear.
    public Optional<TlsInfo> tls() {
        throw new AssertionError("contract");
    }

    public void write(byte[] octets, int offset, int length) {
        throw new AssertionError("contract");
    }

    /// Writes text as UTF-8.
    public void write(String text) {
        throw new AssertionError("contract");
    }

    public void flush() {
        throw new AssertionError("contract");
    }

    /// The longest time that one write may wait for a slow peer.
    public void writeTimeout(Duration timeout) {
        throw new AssertionError("contract");
    }

    /// Flushes, then does the handshake as the server. The caller has made sure that no input was
    /// buffered (RFC 3207 §6; plaintext injection).
    public TlsInfo startTls(ServerTls tls, Duration timeout) {
        throw new AssertionError("contract");
    }

    /// Flushes, then does the handshake as the client, with `host` in SNI.
    public TlsInfo startTls(ClientTls tls, String host, Duration timeout) {
        throw new AssertionError("contract");
    }

    /// Sends what is gathered as far as the peer takes it at once, and closes. Safe for use by
    /// several threads; never blocks long.
    @Override
    public void close() {
        throw new AssertionError("contract");
    }
}
