// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.queue.Deadline;
import org.mailroom.core.queue.Deadline.Mode;
import org.mailroom.core.queue.Deadline.Trace;
import org.mailroom.core.queue.Notify;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.queue.Urgency;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// By when mail has to be delivered (RFC 2852), by the queue's clock.
class DeadlineTest {
    private static final String RECIPIENT = "user@remote.test";
    private static final Duration TIME = Duration.ofSeconds(90);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @TempDir private Path folder;
    private DeliveryLab lab;
    private final List<String> notices = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() throws IOException {
        lab = new DeliveryLab(folder, DeliverySettings.DEFAULT);
        lab.hosts = _ -> new Outcome.Deferred("4.4.1", "no answer");
        lab.mailboxes =
                it -> {
                    notices.add(text(it));
                    return DeliveryLab.SENT;
                };
    }

    @AfterEach
    void close() throws IOException {
        lab.close();
    }

    private static String text(Consignment consignment) {
        try (InputStream in = consignment.content().open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void send(Mode mode, Trace trace, String notify) {
        var deadline = new Deadline(DeliveryLab.START.plus(TIME), mode, trace);
        Recipient recipient =
                Recipient.of(DeliveryLab.address(RECIPIENT))
                        .with(Notify.parse(notify).orElse(Notify.UNSAID));
        var urgency = new Urgency(Optional.of(deadline), 0);
        lab.send(
                DeliveryLab.envelope(DeliveryLab.sender(), List.of(recipient)).with(urgency),
                "Subject: test\r\n\r\n");
    }

    private void awaitAttempts(int count) {
        await().until(() -> lab.attempts(RECIPIENT) == count);
        await().until(() -> lab.queueManager().snapshot().deferred() == 1);
    }

    @Test
    void returnsWhatIsLateAndTriesItNoMore() throws IOException {
        send(Mode.RETURN, Trace.OFF, "");
        awaitAttempts(1);
        lab.restart(PATIENCE);

        lab.pass(TIME);

        await().until(() -> lab.queue().entries().isEmpty());
        assertThat(lab.attempts(RECIPIENT)).isEqualTo(1);
        assertThat(notices)
                .singleElement()
                .asString()
                .contains(
                        "Action: failed\r\nStatus: 5.4.7\r\n", "X-Mailroom; delivery time expired");
    }

    // RFC 3461 §4.1
    @Test
    void returnsNothingToWhoDoesNotWantToHearOfFailures() {
        send(Mode.RETURN, Trace.OFF, "NEVER");
        awaitAttempts(1);

        lab.pass(TIME);

        await().until(() -> lab.queue().entries().isEmpty());
        assertThat(notices).isEmpty();
    }

    @Test
    void warnsOnceOfWhatIsLateAndTriesOn() {
        send(Mode.NOTIFY, Trace.OFF, "");
        awaitAttempts(1);

        lab.pass(TIME);
        awaitAttempts(2);
        await().until(() -> !notices.isEmpty());
        lab.pass(Duration.ofHours(2));
        awaitAttempts(3);

        assertThat(notices)
                .singleElement()
                .asString()
                .contains("Action: delayed\r\nStatus: 4.4.7\r\n", "Will-Retry-Until: ");
    }

    @Test
    void warnsNobodyWhoDoesNotWantToHearOfDelays() {
        send(Mode.NOTIFY, Trace.OFF, "FAILURE");
        awaitAttempts(1);

        lab.pass(TIME);
        awaitAttempts(2);

        assertThat(notices).isEmpty();
    }

    // RFC 2852 §4.1.4
    @ParameterizedTest
    @CsvSource({
        "FORGOTTEN, NOTIFY, OFF, '', 1",
        "FORGOTTEN, NOTIFY, OFF, NEVER, 0",
        "PASSED_ON, NOTIFY, OFF, '', 0",
        "PASSED_ON, RETURN, OFF, '', 0",
        "PASSED_ON, NOTIFY, ON, FAILURE, 1",
        "PASSED_ON, RETURN, ON, '', 1"
    })
    void tellsThatOthersHaveItNow(
            Courier.DeadlineUse use, Mode mode, Trace trace, String notify, int told) {
        lab.hosts = _ -> DeliveryLab.SENT;
        lab.deadlines = use;

        send(mode, trace, notify);

        await().until(() -> lab.queue().entries().isEmpty());
        assertThat(notices)
                .hasSize(told)
                .allSatisfy(it -> assertThat(it).contains("Action: relayed\r\n"));
    }
}
