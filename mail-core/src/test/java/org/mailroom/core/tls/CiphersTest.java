// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.config.CipherGrade;

import java.util.Arrays;
import java.util.List;

import javax.net.ssl.SSLContext;

class CiphersTest {

    @Test
    void namesCiphersThatJavaKnows() throws Exception {
        assertThat(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites())
                .containsAll(Ciphers.of(CipherGrade.MEDIUM, List.of()));
    }

    @Test
    void hasOnlyAuthenticatedEncryptionInTheHighGrade() {
        assertThat(Ciphers.of(CipherGrade.HIGH, List.of()))
                .hasSize(6)
                .allMatch(name -> name.contains("GCM") || name.contains("POLY1305"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "aNULL MD5 RC4 3DES | 10",
                "ECDHE-RSA-AES128-SHA | 9",
                "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA | 9",
                "SHA1 | 6",
                "sha | 6",
                "aRSA | 5",
                "AES128+SHA | 8",
                "CHACHA20 AES256 | 4",
                "kEECDH | 0"
            })
    void leavesOutWhatIsExcluded(String words, int left) {
        assertThat(Ciphers.of(CipherGrade.MEDIUM, Arrays.asList(words.split(" ")))).hasSize(left);
    }
}
