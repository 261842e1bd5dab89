// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.address.Address;
import org.mailroom.core.rewrite.SenderRewriting.Back;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

class SenderRewritingTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final String SECRET = "0123456789abcdef";

    private static SenderRewriting at(Instant now, String... secrets) {
        return new SenderRewriting("here.test", List.of(secrets), Duration.ofDays(21), () -> now);
    }

    private final SenderRewriting srs = at(NOW, SECRET);

    @ParameterizedTest
    @CsvSource({"ann, far.test", "a=b+c, far.test", "\"a b\", far.test", "x, [192.0.2.1]"})
    void findsTheWayBack(String local, String domain) {
        Address sender = new Address(local, domain);

        Address forwarded = srs.forwarded(sender);

        assertThat(forwarded.toString()).contains("SRS0=").endsWith("@here.test");
        assertThat(srs.back(forwarded)).isEqualTo(new Back.To(sender));
    }

    // The first who has forwarded it knows the way on
    @ParameterizedTest
    @CsvSource({
        "SRS0=xyz=AB=first.test=ann, second.test, SRS0=xyz=AB=first.test=ann, second.test",
        "SRS0+xyz=AB=first.test=ann, second.test, SRS0+xyz=AB=first.test=ann, second.test",
        "SRS1=abc=second.test==xyz=AB=first.test=ann, third.test, SRS0=xyz=AB=first.test=ann,"
                + " second.test",
    })
    void shortensTheWayOfWhatOthersHaveForwarded(
            String local, String domain, String backLocal, String backDomain) {
        Address forwarded = srs.forwarded(new Address(local, domain));

        assertThat(forwarded.localPart()).startsWith("SRS1=");
        assertThat(srs.back(forwarded)).isEqualTo(new Back.To(new Address(backLocal, backDomain)));
    }

    @Test
    void toleratesOtherCase() {
        String text = srs.forwarded(new Address("ann", "far.test")).localPart();

        assertThat(srs.back(new Address(text.toLowerCase(Locale.ROOT), "HERE.test")))
                .isEqualTo(new Back.To(new Address("ann", "far.test")));
    }

    @Test
    void endsAfterItsTime() {
        Address forwarded = srs.forwarded(new Address("ann", "far.test"));

        assertThat(at(NOW.plus(Duration.ofDays(21)), SECRET).back(forwarded))
                .isInstanceOf(Back.To.class);
        assertThat(at(NOW.plus(Duration.ofDays(22)), SECRET).back(forwarded))
                .isEqualTo(new Back.Invalid());
        assertThat(at(NOW.minus(Duration.ofDays(2)), SECRET).back(forwarded))
                .isEqualTo(new Back.Invalid());
    }

    @Test
    void keepsOldSecretsForWhatComesBack() {
        Address forwarded = srs.forwarded(new Address("ann", "far.test"));

        assertThat(at(NOW, "another secret 123", SECRET).back(forwarded))
                .isInstanceOf(Back.To.class);
        assertThat(at(NOW, "another secret 123").back(forwarded)).isEqualTo(new Back.Invalid());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SRS0=",
                "SRS0=aaaaaaaa=aa=far.test=ann",
                "SRS0====",
                "SRS1=",
                "SRS1=aaaaaaaa=far.test==x",
                "srs1==="
            })
    void knowsWhatItHasNotMade(String local) {
        assertThat(srs.back(new Address(local, "here.test"))).isEqualTo(new Back.Invalid());
        assertThat(srs.back(new Address(local, "there.test"))).isEqualTo(new Back.NoSrs());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ann", "SRS0", "SRS0x=1", "srs"})
    void leavesOtherAddressesAlone(String local) {
        assertThat(srs.back(new Address(local, "here.test"))).isEqualTo(new Back.NoSrs());
    }
}
