// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Notify;
import org.mailroom.core.queue.Origin;
import org.mailroom.core.queue.Recipient;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Messages whose senders, or postmasters, hear of them.
abstract class NoticesLab {
    static final RetrySchedule WITH_WARNING =
            new RetrySchedule(
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(5),
                    Duration.ofDays(1),
                    Duration.ofDays(1),
                    Duration.ofHours(4));
    static final String BODY = "Subject: hello\r\n\r\nthe body\r\n";
    static final Outcome NOT_NOW = new Outcome.Deferred("4.2.0", "not now");
    static final Outcome NEVER = new Outcome.Failed("5.1.1", "no such user");

    @TempDir private Path folder;
    DeliveryLab lab;

    @BeforeEach
    void open() throws IOException {
        lab =
                new DeliveryLab(
                        folder,
                        new DeliverySettings(
                                WITH_WARNING,
                                100,
                                1000,
                                DeliverySettings.Limits.DEFAULT,
                                Duration.ZERO,
                                DeliverySettings.Bounces.AT_ONCE));
        lab.hosts =
                it -> {
                    String user = it.recipients().getFirst().address().localPart();
                    return switch (user) {
                        case "late" -> NOT_NOW;
                        case "unknown" -> NEVER;
                        default -> new Outcome.Delivered("2.0.0", "250 ok");
                    };
                };
    }

    @AfterEach
    void close() throws IOException {
        lab.close();
    }

    static Recipient recipient(String address, String notify) {
        Recipient plain = Recipient.of(DeliveryLab.address(address));
        return notify.isEmpty() ? plain : plain.with(Notify.parse(notify).orElseThrow());
    }

    static Envelope envelope(Envelope.Returning returning, Recipient... recipients) {
        return new Envelope(
                        new ReversePath.Sender(DeliveryLab.address("sender@client.test")),
                        List.of(recipients),
                        Origin.internal(),
                        Envelope.Body.SEVEN_BIT,
                        Envelope.Encoding.ASCII,
                        Optional.of("QQ+1"))
                .with(returning);
    }

    void send(Recipient... recipients) {
        lab.send(envelope(Envelope.Returning.UNSAID, recipients), BODY);
    }

    /// The notifications to that address.
    List<String> notices(String to) throws IOException {
        var texts = new ArrayList<String>();
        for (Consignment carried : List.copyOf(lab.carried)) {
            if (carried.recipients().getFirst().address().toString().equals(to)) {
                try (InputStream in = carried.content().open()) {
                    texts.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return texts;
    }

    static BounceSettings.Telling telling(boolean delaysOver, BounceSettings.Classes... classes) {
        return new BounceSettings.Telling(
                delaysOver,
                Set.of(classes),
                DeliveryLab.address("bounces@example.org"),
                DeliveryLab.address("doubles@example.org"),
                DeliveryLab.address("delays@example.org"),
                DeliveryLab.address("double-bounce@example.org"));
    }
}
