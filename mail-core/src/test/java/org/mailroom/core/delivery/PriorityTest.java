// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.queue.Urgency;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// What overtakes other mail (RFC 6710).
class PriorityTest {
    @TempDir private Path folder;
    private final CountDownLatch hanging = new CountDownLatch(1);

    private DeliveryLab lab(int activeLimit) throws IOException {
        var settings =
                new DeliverySettings(
                        RetrySchedule.DEFAULT,
                        activeLimit,
                        1000,
                        DeliveryLab.limits(TransportLimits.Concurrency.of(1, 1), 50),
                        Duration.ZERO,
                        DeliverySettings.Bounces.AT_ONCE);
        var made = new DeliveryLab(folder, settings);
        made.hosts =
                _ -> {
                    await().until(() -> hanging.getCount() == 0);
                    return DeliveryLab.SENT;
                };
        return made;
    }

    @AfterEach
    void goOn() {
        hanging.countDown();
    }

    private static void send(DeliveryLab lab, String recipient, int priority) {
        var recipients = List.of(Recipient.of(DeliveryLab.address(recipient)));
        lab.send(
                DeliveryLab.envelope(DeliveryLab.sender(), recipients)
                        .with(new Urgency(Optional.empty(), priority)),
                "Subject: test\r\n\r\n");
    }

    private List<String> order(DeliveryLab lab) {
        hanging.countDown();
        await().until(() -> lab.queue().entries().isEmpty());
        return lab.carried.stream()
                .map(it -> it.recipients().getFirst().address().toString())
                .toList();
    }

    @Test
    void goesFirstWhereMessagesWaitForAPlaceInTheServer() throws IOException {
        try (var lab = lab(1)) {
            send(lab, "first@a.test", 0);
            await().until(() -> lab.carried.size() == 1);
            send(lab, "low@b.test", -9);
            send(lab, "usual@c.test", 0);
            send(lab, "high@d.test", 9);

            assertThat(order(lab))
                    .containsExactly("first@a.test", "high@d.test", "usual@c.test", "low@b.test");
        }
    }

    @Test
    void goesFirstWhereMessagesWaitForADestination() throws IOException {
        try (var lab = lab(100)) {
            send(lab, "first@a.test", 0);
            await().until(() -> lab.carried.size() == 1);
            send(lab, "low@a.test", -9);
            send(lab, "usual@a.test", 0);
            send(lab, "high@a.test", 9);
            await().until(() -> lab.queueManager().snapshot().equals(new QueueSnapshot(1, 3, 0)));

            assertThat(order(lab))
                    .containsExactly("first@a.test", "high@a.test", "usual@a.test", "low@a.test");
        }
    }
}
