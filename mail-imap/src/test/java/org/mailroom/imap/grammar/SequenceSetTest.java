// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.List;

class SequenceSetTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    1                | 10 | 1
                    *                | 10 | 10
                    2,4:7,9,12:*     | 15 | 2,4:7,9,12:15
                    7:4              | 10 | 4:7
                    5:*              | 3  | 3:5
                    1:3,2:8,9        | 10 | 1:9
                    1:4294967295     | 10 | 1:4294967295
                    9,1,5,1:1        | 10 | 1,5,9
                    """)
    void resolvesToSortedRanges(String set, long largest, String ranges) {
        assertThat(parse(set).within(largest)).hasToString(ranges);
    }

    @ParameterizedTest
    @CsvSource({"1:*, false", "3, false", "4, true", "1:4, true", "*:5, true"})
    void tellsNumbersBeyondTheMailbox(String set, boolean exceeds) {
        assertThat(parse(set).exceeds(3)).isEqualTo(exceeds);
    }

    @Test
    void findsNumbersInRanges() {
        Ranges ranges = parse("2,4:7,100:200").within(1);

        assertThat(List.of(1L, 2L, 3L, 4L, 7L, 8L, 150L, 201L).stream().filter(ranges::contains))
                .containsExactly(2L, 4L, 7L, 150L);
        assertThat(ranges.size()).isEqualTo(106);
    }

    private static SequenceSet parse(String text) {
        return SequenceSet.parse(new Octets(text.getBytes(StandardCharsets.US_ASCII)));
    }
}
