// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.config.MainCf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// What the guide for administrators says of filters and of lists can be written into `main.cf`.
class FilterGuideTest {
    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "smtpd_milters = ",
                "smtp/inet/smtpd_proxy_filter = ",
                "content_filter = scan:",
                "postscreen_dnsbl_sites = ",
            })
    void checkFindsNothingWrong(String first) throws IOException {
        MainCf main = TestConfiguration.in(folder, example(first));

        assertThat(Preflight.check(main).faults()).isEmpty();
        assertThat(main.warnings()).isEmpty();
    }

    private static String example(String first) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("../docs/admin.md"));
        return lines.stream()
                .dropWhile(line -> !line.startsWith("    " + first))
                .takeWhile(line -> line.startsWith("    "))
                .map(String::strip)
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
