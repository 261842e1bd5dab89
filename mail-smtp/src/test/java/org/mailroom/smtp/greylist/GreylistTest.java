// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.greylist;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.smtp.memory.Form;
import org.mailroom.smtp.memory.LastingMap;
import org.mailroom.smtp.memory.Room;

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
        return LastingMap.open(folder.resolve(name), 100, form(), () -> now, _ -> {});
    }

    private static Form<Seen> form() {
        return Seen.form(Duration.ofDays(2), Duration.ofDays(35));
    }

    private Greylist greylist(int autoAllow) {
        return new Greylist(
                new GreylistSettings(DELAY, autoAllow, 24, 64),
                LastingMap.open(
                        folder.resolve("waiting"), new Room(100, 20), form(), () -> now, _ -> {}),
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
        list.waiting().save();
        now = now.plus(DELAY);

        assertThat(visit(greylist(5), "2001:db8::2", "demo@example.org")).isZero();
    }

    @Test
    void forgetsNobodyForTheNewcomersOfOneNetwork() {
        Greylist list = greylist(0);
        visit(list, "192.0.2.1", "demo@example.org");
        now = now.plus(DELAY);
        visit(list, "192.0.2.1", "demo@example.org");
        visit(list, "203.0.113.1", "demo@example.org");

        for (int i = 0; i < 1000; i++) {
            visit(list, "198.51.100.1", i + "@example.org");
        }

        assertThat(visit(list, "192.0.2.1", "demo@example.org")).isZero();
        now = now.plus(DELAY);
        assertThat(visit(list, "203.0.113.1", "demo@example.org")).isZero();
        assertThat(list.waiting().size()).isEqualTo(20);
        assertThat(visit(list, "198.51.100.1", "999@example.org")).isZero();
    }
}
