// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.mailroom.core.compute.ComputeThreads;
import org.mailroom.core.net.WireClosedException;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

class BackgroundTest {
    @Test
    void beginsNoSliceForAClientThatIsGone() {
        var connected = new AtomicBoolean(true);
        var slices = new AtomicInteger();
        try (var threads = new ComputeThreads(1)) {
            var background = new Background(threads, connected::get);

            assertThat(background.compute(slices::incrementAndGet)).isEqualTo(1);
            connected.set(false);

            assertThatThrownBy(() -> background.compute(slices::incrementAndGet))
                    .isInstanceOf(WireClosedException.class);
            assertThat(slices).hasValue(1);
        }
    }
}
