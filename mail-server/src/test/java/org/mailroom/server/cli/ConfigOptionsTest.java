// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.config.NameParameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class ConfigOptionsTest {
    @TempDir private Path folder;

    @Test
    void readsWhatAServiceIsStartedWith() throws IOException {
        Files.writeString(folder.resolve("main.cf"), "mydomain = example.org\n");

        var options =
                ConfigOptions.of(
                        List.of("-o", "myhostname=a.test", "-c", folder.toString(), "-o", "x=y"));

        assertThat(options).isPresent();
        assertThat(options.get().read(NameParameters.MYHOSTNAME)).isEqualTo("a.test");
        assertThat(options.get().read(NameParameters.MYDOMAIN)).isEqualTo("example.org");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "-c",
                "-c --help",
                "-c=/etc/mailroom",
                "-c /a -c /b",
                "-o",
                "-o myhostname=a.test more",
                "/etc/mailroom"
            })
    void leavesOtherWordsToThoseWhoKnowThem(String words) {
        assertThat(ConfigOptions.of(List.of(words.split(" ")))).isEmpty();
    }
}
