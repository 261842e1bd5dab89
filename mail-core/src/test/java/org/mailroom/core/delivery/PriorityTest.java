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
                        DeliverySettings.Limits.DEFAULT,
                        Duration.ZERO);
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
            for (int i = 0; i < 30; i++) {
                send(lab, "usual" + i + "@a.test", 0);
            }
            awaitInLine(lab, 25);
            send(lab, "high@a.test", 1);
            awaitInLine(lab, 26);

            assertThat(order(lab).subList(5, 10)).contains("high@a.test");
        }
    }

    private static void awaitInLine(DeliveryLab lab, int count) {
        await().until(() -> lab.queueManager().snapshot().equals(new QueueSnapshot(5, count, 0)));
    }
}
