// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.mailroom.core.config.ConfigException;

import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

class KeyAndChainTest {
    // secp256r1, as "openssl ecparam -genkey" puts it before the key
    private static final String PARAMETERS =
            """
            -----BEGIN EC PARAMETERS-----
            BggqhkjOPQMBBw==
            -----END EC PARAMETERS-----
            """;

    private static KeyAndChain read(String chain, String key) throws Exception {
        return KeyAndChain.read(new StringReader(chain), new StringReader(key));
    }

    /// As `EC PRIVATE KEY` or `RSA PRIVATE KEY`.
    private static String oldForm(String kind, String key) throws IOException {
        PemBlock block = PemBlock.all(new StringReader(key)).getFirst();
        byte[] inner =
                PrivateKeyInfo.getInstance(block.content())
                        .parsePrivateKey()
                        .toASN1Primitive()
                        .getEncoded();
        String lines = Base64.getMimeEncoder(64, new byte[] {10}).encodeToString(inner);
        return block(kind, lines);
    }

    private static String block(String label, String content) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, content, label);
    }

    private static Certificates elliptic() throws Exception {
        return Certificates.selfMade(Certificates.Wish.server("mail.example.org"));
    }

    private static Certificates rsa() throws Exception {
        return Certificates.selfMadeWithRsa(Certificates.Wish.server("mail.example.org"));
    }

    @Test
    void readsKeysOfBothKindsInTheFormOfAll() throws Exception {
        for (Certificates made : new Certificates[] {elliptic(), rsa()}) {
            KeyAndChain read = read(made.pem(), made.pem());

            assertThat(read.key()).isEqualTo(made.keys().getPrivate());
            assertThat(read.chain()).containsExactly(made.certificate());
        }
    }

    @Test
    void readsKeysInTheFormOfTheirKind() throws Exception {
        var curve = CertificateAndKey.selfMade(List.of("mail.example.org"), Instant.now());
        Certificates rsa = rsa();

        String curveKey = oldForm("EC PRIVATE KEY", curve.key());
        String rsaKey = oldForm("RSA PRIVATE KEY", rsa.pem());

        assertThat(read(curve.chain(), PARAMETERS + curveKey).key())
                .isEqualTo(read(curve.chain(), curve.key()).key());
        assertThat(read(rsa.pem(), rsaKey).key()).isEqualTo(rsa.keys().getPrivate());
    }

    // RFC 7468 §5.2
    @Test
    void passesOverWhatStandsBetweenThem() throws Exception {
        Certificates made = elliptic();
        String explained =
                "Bag Attributes\r\n    friendlyName: x\r\n" + made.pem().replace("\n", "\r\n");

        assertThat(read(explained, explained).chain()).containsExactly(made.certificate());
    }

    @Test
    void saysWhatToDoAboutAPassphrase() throws Exception {
        String chain = elliptic().pem();
        String fields = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA";

        for (String key :
                List.of(block("ENCRYPTED PRIVATE KEY", "AAAA"), block("RSA PRIVATE KEY", fields))) {
            assertThatThrownBy(() -> read(chain, key))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("openssl pkey -in KEY -out NEW");
        }
    }

    @Test
    void saysWhatIsWrongWithABlock() throws Exception {
        String chain = elliptic().pem();

        assertThatThrownBy(() -> read(chain, "-----BEGIN PRIVATE KEY-----\nAAAA\n"))
                .hasMessage("there is no line \"-----END PRIVATE KEY-----\"");
        assertThatThrownBy(() -> read(chain, block("PRIVATE KEY", "%%")))
                .hasMessageStartingWith("a PRIVATE KEY is not in base64");
        assertThatThrownBy(() -> read(chain, block("PRIVATE KEY", "AAAA")))
                .hasMessageContaining("of no kind that can be used: expected one of [EC, RSA");
    }
}
