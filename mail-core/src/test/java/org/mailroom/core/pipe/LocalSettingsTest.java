// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.program.SystemUser;
import org.mailroom.core.queue.Handover;
import org.mailroom.core.table.Delimiters;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class LocalSettingsTest {
    private static final Map<String, Long> USERS =
            Map.of("ann", 1001L, "nobody", 65_534L, "root", 0L, "mailroom", 90L, "alsomail", 90L);

    private static Optional<SystemUser> user(String name) {
        return Optional.ofNullable(USERS.get(name))
                .map(uid -> new SystemUser(name, uid, uid, "/", ""));
    }

    /// The user of the server is one by its number, whatever it is called.
    @ParameterizedTest
    @CsvSource({
        "ann, ann",
        "'', nobody",
        "root, nobody",
        "mailroom, nobody",
        "alsomail, nobody",
        "eve, none",
    })
    void tellsWithWhoseRightsAThingIsDone(String owner, String expected) {
        var settings =
                new LocalSettings(
                        LocalSettingsTest::user,
                        "nobody",
                        uid -> uid == 90,
                        Map.of(),
                        "",
                        new LocalSettings.Directory("", ""),
                        List.of(),
                        Delimiters.NONE,
                        Duration.ZERO,
                        0);
        var handover = new Handover(Handover.Kind.COMMAND, "true", owner);

        assertThat(settings.userOf(handover).map(SystemUser::name).orElse("none"))
                .isEqualTo(expected);
    }
}
