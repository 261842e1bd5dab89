// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailroom.core.queue.QueueId;

import java.util.List;
import java.util.stream.IntStream;

class LastDialoguesTest {
    private final LastDialogues dialogues = new LastDialogues();

    @Test
    void keepsTheLastOfEachMessage() {
        dialogues.keep(new QueueId("a"), List.of("first"));
        dialogues.keep(new QueueId("a"), List.of("second"));

        assertThat(dialogues.of(new QueueId("a"))).containsExactly("second");
        assertThat(dialogues.of(new QueueId("b"))).isEmpty();
    }

    @Test
    void forgetsTheOldestWhereTheyAreTooMany() {
        for (int i = 0; i < 1000; i++) {
            dialogues.keep(new QueueId("m" + i), List.of("x".repeat(10_000)));
        }

        assertThat(dialogues.of(new QueueId("m0"))).isEmpty();
        assertThat(dialogues.of(new QueueId("m999"))).hasSize(1);
        long kept =
                IntStream.range(0, 1000)
                        .filter(i -> !dialogues.of(new QueueId("m" + i)).isEmpty())
                        .count();
        assertThat(kept).isEqualTo(419);
    }
}
