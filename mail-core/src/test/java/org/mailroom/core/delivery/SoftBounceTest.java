// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.queue.Deadline;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.queue.Urgency;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What would be returned at once, where `soft_bounce` says that it is tried again.
class SoftBounceTest {
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir private Path folder;
    private DeliveryLab lab;

    @BeforeEach
    void open() throws IOException {
        DeliverySettings usual = DeliveryLab.SETTINGS;
        lab =
                new DeliveryLab(
                        folder,
                        new DeliverySettings(
                                usual.retry(),
                                usual.activeLimit(),
                                usual.activeRecipientLimit(),
                                usual.limits(),
                                usual.inFlowDelay(),
                                DeliverySettings.Bounces.AT_THE_END));
        lab.hosts = _ -> new Outcome.Failed("5.1.1", "no such user");
    }

    @AfterEach
    void close() throws IOException {
        lab.close();
    }

    private static Envelope envelope() {
        Recipient recipient = Recipient.of(DeliveryLab.address("a@one.test"));
        return DeliveryLab.envelope(DeliveryLab.sender(), List.of(recipient));
    }

    @Test
    void triesAgainWhatFailedForGood() {
        lab.send("a@one.test");

        lab.awaitDeferred(1);
        assertThat(lab.logged("dsn=5.1.1, status=SOFTBOUNCE (no such user)")).hasSize(1);
        assertThat(lab.logged("notification")).isEmpty();
        lab.hosts = _ -> DeliveryLab.SENT;
        lab.pass(DAY);
        lab.awaitEmpty();
        assertThat(lab.logged("status=sent")).hasSize(1);
        assertThat(lab.logged("notification")).isEmpty();
    }

    @Test
    void returnsWhatHasBecomeTooOld() {
        lab.send("a@one.test");
        lab.awaitDeferred(1);

        lab.pass(DAY.multipliedBy(6));

        lab.awaitEmpty();
        assertThat(lab.logged("status=expired, returned to sender")).hasSize(1);
        assertThat(lab.logged("sender non-delivery notification")).hasSize(1);
    }

    @Test
    void answersWhoAsksAboutAnAddressAtOnce() throws IOException {
        lab.send(envelope().with(Envelope.Purpose.PROBE), "x");

        lab.awaitEmpty();
        assertThat(lab.logged("dsn=5.1.1, status=undeliverable (no such user)")).hasSize(1);
        try (InputStream report = lab.carried.getLast().content().open()) {
            assertThat(report)
                    .asString(StandardCharsets.UTF_8)
                    .contains("Action: undeliverable\r\nStatus: 5.1.1\r\n");
        }
    }

    @Test
    void returnsWhatIsTooLateAtOnce() {
        lab.hosts = _ -> new Outcome.Deferred("4.4.1", "no answer");
        var deadline =
                new Deadline(DeliveryLab.START.plus(DAY), Deadline.Mode.RETURN, Deadline.Trace.OFF);
        lab.send(envelope().with(new Urgency(Optional.of(deadline), 0)), "x");
        lab.awaitDeferred(1);

        lab.pass(DAY);

        lab.awaitEmpty();
        assertThat(lab.logged("dsn=5.4.7, status=bounced (delivery time expired)")).hasSize(1);
        assertThat(lab.logged("sender non-delivery notification")).hasSize(1);
    }
}
