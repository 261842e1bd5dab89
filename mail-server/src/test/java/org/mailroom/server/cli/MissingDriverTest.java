// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.stream.Collectors.joining;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Tables of mysql where their driver, whose licence is another one, was left out.
class MissingDriverTest {
    @TempDir Path folder;

    @Test
    void isAFaultThatSaysWhereTheDriverGoes() throws Exception {
        Path table = folder.resolve("users.cf");
        Files.writeString(table, "dbname = mail\nquery = SELECT a FROM b WHERE c = '%s'\n");
        Files.writeString(folder.resolve("main.cf"), "virtual_alias_maps = mysql:" + table + "\n");

        Process check =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                withoutDriver(),
                                Main.class.getName(),
                                "check",
                                "-c",
                                folder.toString())
                        .redirectErrorStream(true)
                        .start();

        byte[] said = check.getInputStream().readAllBytes();
        assertThat(new String(said, StandardCharsets.UTF_8))
                .contains(
                        "mysql:"
                                + table
                                + ": there is no driver for tables of this type: put"
                                + " mariadb-java-client-*.jar into the folder lib of Mailroom");
        assertThat(check.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(check.exitValue()).isNotZero();
    }

    private static String withoutDriver() {
        return Pattern.compile(File.pathSeparator)
                .splitAsStream(System.getProperty("java.class.path"))
                .filter(entry -> !entry.contains("mariadb-java-client"))
                .collect(joining(File.pathSeparator));
    }
}
