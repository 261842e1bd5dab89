// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.helper;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.program.Job;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

class JobRulesTest {
    /// User 1000 is in 1000, 50 and 27, everybody else in the group of his number; 50 and 6 are
    /// named.
    private final JobRules rules =
            new JobRules(
                    100,
                    777,
                    Set.of(50L, 6L),
                    uid -> uid == 1000 ? List.of(1000L, 50L, 27L) : List.of(uid));

    @ParameterizedTest
    @CsvSource({
        "1000, 1000,",
        "1000, 50,",
        "1000, 27, programs of user 1000 are not run with group 27",
        "100, 100,",
        "99, 99, programs are not run as user 99",
        "0, 0, programs are not run as user 0",
        "-1, 1000, programs are not run as user -1",
        "4294967296, 1000, programs are not run as user 4294967296",
        "777, 777, programs are not run as the user of the server",
        "1000, 0, programs of user 1000 are not run with group 0",
        "1000, 6, programs of user 1000 are not run with group 6",
        "1000, 4294967296, programs of user 1000 are not run with group 4294967296",
    })
    void letNobodyBeMoreThanHeIs(long uid, long gid, String refusal) throws IOException {
        var job =
                new Job(
                        uid,
                        gid,
                        List.of("/bin/true"),
                        Map.of(),
                        Optional.empty(),
                        _ -> {},
                        Duration.ofMinutes(1));

        assertThat(rules.refusal(job)).isEqualTo(Optional.ofNullable(refusal));
    }
}
