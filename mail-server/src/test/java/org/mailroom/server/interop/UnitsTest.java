// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// The units of `config`, as systemd reads them.
@Tag("interop")
class UnitsTest {
    private static final Path CONFIG = Path.of("../config");
    private static final List<String> UNITS =
            List.of("mailroom.service", "mailroom-helper.socket", "mailroom-helper.service");

    @TempDir Path folder;

    // With a program that is there, wherever ours will be
    @BeforeEach
    void copy() throws IOException {
        Path program = Files.writeString(folder.resolve("mailroom"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String unit : UNITS) {
            String text = Files.readString(CONFIG.resolve(unit));
            Files.writeString(
                    folder.resolve(unit),
                    text.replace("/opt/mailroom/bin/mailroom", program.toString()));
        }
    }

    private String analyzed(String... arguments) throws IOException, InterruptedException {
        return new Program("systemd-analyze", "systemd", folder).run(arguments);
    }

    private String file(String unit) {
        return folder.resolve(unit).toString();
    }

    @Test
    void areUnderstoodInFull() throws Exception {
        String found =
                analyzed(
                        "verify",
                        "--man=no",
                        file("mailroom.service"),
                        file("mailroom-helper.socket"),
                        file("mailroom-helper.service"));

        // Of others on this host it says what it likes
        assertThat(found.lines().filter(line -> line.contains("mailroom"))).isEmpty();
    }

    /// `docs/admin.md` has these figures; the threshold is ten times as much.
    @Test
    void leaveTheServerLittleThatItMayDo() throws Exception {
        analyzed("security", "--offline=yes", "--threshold=17", file("mailroom.service"));
        analyzed("security", "--offline=yes", "--threshold=51", file("mailroom-helper.service"));
    }
}
