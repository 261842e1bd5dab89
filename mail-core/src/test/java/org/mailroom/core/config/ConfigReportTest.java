// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;

final class ConfigReportTest {
    private final ConfigReport report =
            new ConfigReport(
                    MainCf.parse(
                            Path.of("/etc/mailroom/main.cf"),
                            """
                            smtpd_banner = $myhostname
                                 ESMTP
                            unknown_thing = 1
                            mine = example.org
                            mydestination = $mine
                            biff = no
                            submission/smtpd_timeout = 30s
                            """,
                            List.of("relayhost="),
                            TestMachine.named("mx.example.org")));

    @Test
    void tellsWhatWasSet() {
        assertThat(report.set())
                .containsExactly(
                        "biff = no",
                        "mine = example.org",
                        "mydestination = $mine",
                        "relayhost =",
                        "smtpd_banner = $myhostname ESMTP",
                        "submission/inet/smtpd_timeout = 30s");
    }

    @Test
    void tellsTheDefaults() {
        assertThat(report.defaults())
                .contains(
                        "mydestination = $myhostname, localhost.$mydomain, localhost",
                        "mydomain = example.org",
                        "myhostname = mx.example.org",
                        "config_directory = /etc/mailroom")
                .isSorted();
    }

    @Test
    void tellsAllAndOne() {
        assertThat(report.all()).contains("mydestination = $mine", "myorigin = $myhostname");
        assertThat(report.named("mydestination")).contains("mydestination = $mine");
        assertThat(report.named("myorigin")).contains("myorigin = $myhostname");
        assertThat(report.named("unknown_thing")).isEmpty();
        assertThat(ConfigReport.nearest("myorigim")).contains("myorigin");
    }
}
