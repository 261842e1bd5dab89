// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class SessionInputTest {
    private final List<Boolean> wanted = new ArrayList<>();
    private final SessionInput input = new SessionInput(wanted::add);

    /// Each piece takes memory besides its octets: a client chooses how small they are.
    @Test
    void readsNoMoreOfASocketOnceItHoldsAThousandSmallPieces() {
        int pieces = 0;
        while (wanted.isEmpty()) {
            input.offer(new byte[] {'x'});
            pieces++;
        }
        assertThat(pieces).isLessThan(1000);

        byte[] buffer = new byte[100];
        while (wanted.size() == 1) {
            input.read(buffer, 0, buffer.length, Duration.ZERO);
        }
        assertThat(wanted).containsExactly(false, true);
        assertThat(input.buffered()).isPositive();
    }
}
