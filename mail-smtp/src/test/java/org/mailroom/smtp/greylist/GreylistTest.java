// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.greylist;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.smtp.memory.LastingMap;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

class GreylistTest {
    private static final Duration DELAY = Duration.ofMinutes(5);

    @TempDir Path folder;

    private Instant now = Instant.parse("2026-11-23T10:00:00Z");

    private LastingMap<Seen> map(String name) {
        return LastingMap.open(
                folder.resolve(name),
                100,
                Seen.form(Duration.ofDays(2), Duration.ofDays(35)),
                () -> now,
                _ -> {});
    }

    private Greylist greylist(int autoAllow) {
        return new Greylist(
                new GreylistSettings(DELAY, autoAllow, 24, 64),
                map("greylist"),
                map("networks"),
                () -> now);
    }

    private static Duration visit(Greylist list, String client, String recipient) {
        return list.visit(InetAddress.ofLiteral(client), "a@client.test", recipient);
    }

    @Test
    void letsThroughWhoComesAgainFromTheSameNetwork() {
        Greylist list = greylist(5);

        assertThat(visit(list, "192.0.2.1", "demo@example.org")).isEqualTo(DELAY);
        now = now.plus(DELAY).minusSeconds(1);
        assertThat(visit(list, "192.0.2.1", "demo@example.org")).hasSeconds(1);
        now = now.plusSeconds(1);
        assertThat(visit(list, "192.0.2.77", "Demo@Example.org")).isZero();
        assertThat(visit(list, "198.51.100.1", "demo@example.org")).isEqualTo(DELAY);
        assertThat(visit(list, "192.0.2.1", "alice@example.org")).isEqualTo(DELAY);
    }

    @Test
    void startsAnewForWhoComesTooLate() {
        Greylist list = greylist(5);
        visit(list, "192.0.2.1", "demo@example.org");

        now = now.plus(Duration.ofDays(2));

        assertThat(visit(list, "192.0.2.1", "demo@example.org")).isEqualTo(DELAY);
    }

    @Test
    void letsNetworksThroughFromWhichSeveralHaveComeAgain() {
        Greylist list = greylist(2);
        visit(list, "192.0.2.1", "demo@example.org");
        visit(list, "192.0.2.1", "alice@example.org");
        now = now.plus(DELAY);
        visit(list, "192.0.2.1", "demo@example.org");
        visit(list, "192.0.2.1", "demo@example.org");
        assertThat(visit(list, "192.0.2.1", "bob@example.org")).isEqualTo(DELAY);

        visit(list, "192.0.2.1", "alice@example.org");

        assertThat(visit(list, "192.0.2.9", "carl@example.org")).isZero();
    }

    @Test
    void knowsNoNetworksIfToldNotTo() {
        Greylist list = greylist(0);
        visit(list, "192.0.2.1", "demo@example.org");
        now = now.plus(DELAY);
        assertThat(visit(list, "192.0.2.1", "demo@example.org")).isZero();

        assertThat(visit(list, "192.0.2.1", "alice@example.org")).isEqualTo(DELAY);
    }

    @Test
    void remembersOverARestart() throws IOException {
        Greylist list = greylist(5);
        visit(list, "2001:db8::1", "demo@example.org");
        list.correspondents().save();
        now = now.plus(DELAY);

        assertThat(visit(greylist(5), "2001:db8::2", "demo@example.org")).isZero();
    }
}
