// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

class ClientHelloTest {
    // RFC 8446 §5.1, §4: what stands before the message
    private static final int HEADER_OCTETS = 9;

    private byte[] hello = {};

    /// As the JDK says it.
    @BeforeEach
    void hello() throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters wish = engine.getSSLParameters();
        wish.setServerNames(List.of(new SNIHostName("Mail.example.org")));
        wish.setApplicationProtocols(new String[] {"imap", "http/1.1"});
        wish.setSignatureSchemes(new String[] {"rsa_pss_rsae_sha256"});
        engine.setSSLParameters(wish);
        ByteBuffer record = ByteBuffer.allocate(32 * 1024);
        engine.wrap(ByteBuffer.allocate(0), record);
        hello = new byte[record.position() - HEADER_OCTETS];
        record.flip().position(HEADER_OCTETS);
        record.get(hello);
    }

    @Test
    void tellsWhatTheClientWants() {
        ClientHello read = ClientHello.read(Unpooled.wrappedBuffer(hello));

        assertThat(read.serverName()).contains("mail.example.org");
        assertThat(read.protocols()).containsExactly("imap", "http/1.1");
        assertThat(read.takes("RSA")).isTrue();
        assertThat(read.takes("EC")).isFalse();
    }

    /// It goes into look-ups, paths and the log.
    @Test
    void hearsNoNameThatIsNone() {
        String text = new String(hello, StandardCharsets.ISO_8859_1);
        byte[] forged =
                text.replaceFirst("(?i)mail\\.example", "../x\nexample")
                        .getBytes(StandardCharsets.ISO_8859_1);

        assertThat(ClientHello.read(Unpooled.wrappedBuffer(forged)).serverName()).isEmpty();
    }

    @Test
    void takesAnythingWhereNothingWasSaid() {
        assertThat(ClientHello.NONE.takes("RSA")).isTrue();
        assertThat(ClientHello.NONE.serverName()).isEmpty();
    }

    @Test
    void neverFailsOtherwiseThanByItsEnd() {
        var random = new Random(7);
        for (int length = 0; length <= hello.length; length++) {
            assertReads(Unpooled.wrappedBuffer(hello, 0, length));
        }
        for (int round = 0; round < 20_000; round++) {
            byte[] broken = hello.clone();
            for (int hits = random.nextInt(8); hits >= 0; hits--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            }
            assertReads(Unpooled.wrappedBuffer(broken));
        }
    }

    private static void assertReads(ByteBuf octets) {
        try {
            assertThat(ClientHello.read(octets).protocols()).hasSizeLessThan(70_000);
        } catch (IndexOutOfBoundsException expected) {
            assertThat(expected).isNotNull();
        }
    }
}
