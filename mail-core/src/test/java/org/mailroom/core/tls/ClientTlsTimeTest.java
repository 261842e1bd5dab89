// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;

import org.junit.jupiter.api.Test;

class ClientTlsTimeTest {

    /// The library would give up after ten seconds, whatever is configured.
    @Test
    void leavesTheTimeOfAHandshakeToWhoWaitsForIt() {
        TlsLayer layer = ClientTls.anonymous().layer(new EmbeddedChannel(), "mail.example.org", 25);

        assertThat(((SslHandler) layer.handler()).getHandshakeTimeoutMillis()).isZero();
    }
}
