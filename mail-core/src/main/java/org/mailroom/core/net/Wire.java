// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import org.mailroom.core.tls.ClientTls;
import org.mailroom.core.tls.ServerTls;
import org.mailroom.core.tls.TlsInfo;

import java.time.Duration;
import java.util.Optional;

/// One connection. Output is gathered and sent by `flush`, or when much has gathered; writing
/// blocks while the peer is slow. On the session's thread only, except `close` and `peer`.
public interface Wire extends AutoCloseable {

    Peer peer();

    SessionInput input();

    /// What TLS agreed on; empty in clear.
    Optional<TlsInfo> tls();

    void write(byte[] octets, int offset, int length);

    /// Writes text as UTF-8.
    void write(String text);

    void flush();

    /// The longest time that one write may wait for a slow peer.
    void writeTimeout(Duration timeout);

    /// Flushes, then does the handshake as the server. The caller has made sure that no input was
    /// buffered (RFC 3207 §6; plaintext injection).
    TlsInfo startTls(ServerTls tls, Duration timeout);

    /// Flushes, then does the handshake as the client, with `host` in SNI.
    TlsInfo startTls(ClientTls tls, String host, Duration timeout);

    /// Sends what is gathered as far as the peer takes it at once, and closes. Safe for use by
    /// several threads; never blocks long.
    @Override
    void close();
}
