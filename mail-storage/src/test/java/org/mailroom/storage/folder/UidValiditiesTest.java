// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.folder;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;

class UidValiditiesTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    @TempDir private Path folder;

    private UidValidities startedAt(Instant time) throws IOException {
        return new UidValidities(
                InstantSource.fixed(time), new RealFolderFiles(), folder.resolve("given"));
    }

    @Test
    void areTheTime() throws IOException {
        assertThat(startedAt(START).next()).isEqualTo(START.getEpochSecond());
    }

    @Test
    void neverComeTwiceThoughTheServerIsStartedAgainAndTheClockGoesBack() throws IOException {
        Set<Long> given = new HashSet<>();
        for (int start = 0; start < 3; start++) {
            for (Duration later : new Duration[] {Duration.ZERO, Duration.ofSeconds(1)}) {
                UidValidities validities = startedAt(START.plus(later));
                for (int i = 0; i < 1500; i++) {
                    long next = validities.next();
                    assertThat(given.add(next)).as("%d was given before", next).isTrue();
                }
            }
        }
    }

    @Test
    void areTheTimeAgainWhereTheFileIsOfNoUse() throws IOException {
        Files.writeString(folder.resolve("given"), "12x\n");

        assertThat(startedAt(START).next()).isEqualTo(START.getEpochSecond());
    }
}
