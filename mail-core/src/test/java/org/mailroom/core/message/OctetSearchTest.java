// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Random;

class OctetSearchTest {
    private static int slowly(byte[] octets, int from, int to, int wanted) {
        int at = from;
        while (at < to && octets[at] != (byte) wanted) {
            at++;
        }
        return at;
    }

    /// Also of octets that differ by one bit, which a search of many at a time could confuse.
    @Test
    void findsTheFirstOneInAnyPlace() {
        var random = new Random(5);
        int[] alphabet = {0, 1, 0x80, 0x81, '\n', '\n' + 1, '\n' | 0x80, 0xff};
        for (int round = 0; round < 20_000; round++) {
            byte[] octets = new byte[random.nextInt(40)];
            for (int i = 0; i < octets.length; i++) {
                octets[i] = (byte) alphabet[random.nextInt(alphabet.length)];
            }
            int from = random.nextInt(octets.length + 1);
            int to = from + random.nextInt(octets.length + 1 - from);
            int wanted = alphabet[random.nextInt(alphabet.length)];

            assertThat(OctetSearch.indexOf(octets, from, to, wanted))
                    .isEqualTo(slowly(octets, from, to, wanted));
        }
    }
}
