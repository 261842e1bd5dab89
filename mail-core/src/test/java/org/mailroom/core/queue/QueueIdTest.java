// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueueIdTest {

    @Test
    void looksLikeALongIdOfPostfix() {
        assertThat(QueueId.of(1_700_000_000_123_456L, 12_345).text())
                .matches(
                        "[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-y]{10}z[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-y]+");
    }

    @Test
    void encodesTimeInBase52AndSequenceInBase51() {
        // 52^5 seconds and 51 make a one followed by zeros.
        assertThat(QueueId.of(380_204_032L * 1_000_000, 51)).hasToString("1000000000z10");
        assertThat(QueueId.of(51_000_000L + 51, 50)).hasToString("00000z000zzy");
    }
}
