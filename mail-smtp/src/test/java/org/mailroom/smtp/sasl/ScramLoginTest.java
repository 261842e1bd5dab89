// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.account.ScramHash;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;

class ScramLoginTest {
    private static final String NONCE = "fyko+d2lbbFgONRv9qkxdawL";
    private static final String FIRST =
            "r=" + NONCE + "3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096";
    private static final String VERIFIER = "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=";

    private final ScramLogin login =
            new ScramLogin(
                    ScramHash.SHA_1,
                    ScramBinding.IMPOSSIBLE,
                    new Credentials("user", "pencil"),
                    NONCE);

    /// RFC 5802 §5 and RFC 7677 §3.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SHA_1|fyko+d2lbbFgONRv9qkxdawL|3rfcNHYJY1ZVvWVs7j|QSXCR+Q6sek8bf92"
                        + "|v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=|rmF9pqV8S7suAoZWja4dJRkFsKQ=",
                "SHA_256|rOprNGfwEbeRWgbNEkqO|%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
                        + "|W22ZaJ0SNY7soEsUEjb6gQ==|dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
                        + "|6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
            })
    void provesThatItKnowsThePassword(
            ScramHash hash,
            String ours,
            String theirs,
            String salt,
            String proof,
            String verifier) {
        var exchange =
                new ScramLogin(
                        hash, ScramBinding.IMPOSSIBLE, new Credentials("user", "pencil"), ours);

        assertThat(text(exchange.initialResponse())).isEqualTo("n,,n=user,r=" + ours);
        assertThat(text(exchange.answer(octets("r=" + ours + theirs + ",s=" + salt + ",i=4096"))))
                .isEqualTo("c=biws,r=" + ours + theirs + ",p=" + proof);
        assertThat(exchange.isComplete()).isFalse();
        assertThat(text(exchange.answer(octets("v=" + verifier)))).isEmpty();
        assertThat(exchange.isComplete()).isTrue();
    }

    @Test
    void quotesWhatWouldEndAName() {
        var exchange =
                new ScramLogin(
                        ScramHash.SHA_256,
                        ScramBinding.IMPOSSIBLE,
                        new Credentials("a=b,c", "x"),
                        "nonce");

        assertThat(text(exchange.initialResponse())).isEqualTo("n,,n=a=3Db=2Cc,r=nonce");
    }

    /// RFC 5802 §6, §7, RFC 9266 §2: what a mechanism says of a connection by what is offered.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SCRAM_SHA_256_PLUS|SCRAM-SHA-256-PLUS SCRAM-SHA-256|keys|p=tls-exporter,,keys",
                "SCRAM_SHA_1_PLUS|scram-sha-1-plus|keys|p=tls-exporter,,keys",
                "SCRAM_SHA_256|SCRAM-SHA-256-PLUS SCRAM-SHA-256|keys|n,,",
                "SCRAM_SHA_256|SCRAM-SHA-256 PLAIN|keys|y,,",
                "SCRAM_SHA_256|SCRAM-SHA-256 PLAIN|''|n,,",
                "SCRAM_SHA_256|SCRAM-SHA-256-PLUS SCRAM-SHA-256|''|n,,"
            })
    void saysWhatItIsBoundTo(
            ClientMechanism mechanism, String offered, String keys, String binding) {
        var offer =
                new LoginOffer(
                        List.of(offered.split(" ")),
                        _ -> Optional.of(keys).filter(it -> !it.isEmpty()).map(it -> octets(it)));
        var credentials = new Credentials("user", "pencil");

        ClientExchange exchange = mechanism.begin(credentials, offer, new Random(1));
        String first = text(exchange.initialResponse());
        String nonce = first.substring(first.indexOf("r="));
        String last = text(exchange.answer(octets(nonce + "x,s=QSXCR+Q6sek8bf92,i=4096")));

        assertThat(first)
                .startsWith(binding.substring(0, binding.lastIndexOf(',') + 1) + "n=user,");
        assertThat(last)
                .startsWith("c=" + Base64.getEncoder().encodeToString(octets(binding)) + ",r=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "r=another,s=QSXCR+Q6sek8bf92,i=4096",
                "r=fyko+d2lbbFgONRv9qkxdawL,s=QSXCR+Q6sek8bf92,i=4096",
                "r=fyko+d2lbbFgONRv9qkxdawLx,s=QSXCR+Q6sek8bf92,i=0",
                "r=fyko+d2lbbFgONRv9qkxdawLx,s=QSXCR+Q6sek8bf92,i=4095",
                "r=fyko+d2lbbFgONRv9qkxdawLx,s=QSXCR+Q6sek8bf92,i=9999999",
                "r=fyko+d2lbbFgONRv9qkxdawLx,s=====,i=4096",
                "m=ext,r=fyko+d2lbbFgONRv9qkxdawLx,s=QSXCR+Q6sek8bf92,i=4096",
                "e=unknown-user"
            })
    void givesUpOnWhatIsNoChallenge(String challenge) {
        assertThat(login.answer(octets(challenge))).isEmpty();
        assertThat(login.answer(octets(FIRST))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v=AAAA", "v=====", "e=invalid-proof"})
    void doesNotBelieveWhoCannotProveIt(String last) {
        assertThat(login.answer(octets(FIRST))).isPresent();

        assertThat(login.answer(octets(last))).isEmpty();
        assertThat(login.answer(octets(VERIFIER))).isEmpty();
        assertThat(login.isComplete()).isFalse();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Optional<byte[]> octets) {
        return new String(octets.orElseThrow(), StandardCharsets.UTF_8);
    }
}
