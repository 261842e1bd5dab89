// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// `bin/mailroom` where it starts the programs of Postfix, with a Java that only says what it is
/// asked to run.
class LauncherTest {
    private static final Path SCRIPT = Path.of("src/main/dist/bin/mailroom");
    @TempDir Path home;
    private Path java;

    @BeforeEach
    void install() throws IOException {
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("lib"));
        Files.createDirectories(home.resolve("jdk/bin"));
        executable(home.resolve("bin/mailroom"), Files.readString(SCRIPT));
        Files.writeString(home.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
        Files.writeString(home.resolve("lib/mail-core.jar"), "");
        java = home.resolve("jdk/bin/java");
        executable(
                java,
                """
                #!/bin/sh
                case "$*" in
                *AOTCacheOutput=*)
                    echo training >>%1$s
                    output=${*##*AOTCacheOutput=}
                    [ -e %2$s ] || echo cache >"${output%%%% *}"
                    exit 69
                    ;;
                esac
                echo "runs $*"
                """
                        .formatted(home.resolve("trainings"), home.resolve("diskfull")));
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String sendmail() throws Exception {
        return mailroom("sendmail", "-bp");
    }

    private String mailroom(String... words) throws Exception {
        var start = new ProcessBuilder(home.resolve("bin/mailroom").toString());
        start.command().addAll(List.of(words));
        start.environment().put("CACHE_DIRECTORY", home.resolve("cache").toString());
        start.environment().put("JAVA25_HOME", home.resolve("jdk").toString());
        start.environment().remove("MAILROOM_JAVA");
        Process process = start.redirectErrorStream(true).start();
        byte[] printed = process.getInputStream().readAllBytes();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() + ": " + new String(printed, StandardCharsets.UTF_8);
    }

    private List<String> lib() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("lib"))) {
            return files.map(it -> it.getFileName().toString()).sorted().toList();
        }
    }

    private int trainings() throws IOException {
        Path file = home.resolve("trainings");
        return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    }

    private List<Path> caches(String folder) throws IOException {
        try (Stream<Path> files = Files.list(home.resolve(folder))) {
            return files.filter(it -> it.toString().endsWith(".aot")).toList();
        }
    }

    private Path lock() {
        return home.resolve("lib/programs.lock");
    }

    private FileTime triedAgo(Duration time) throws IOException {
        Files.setLastModifiedTime(lock(), FileTime.from(Instant.now().minus(time)));
        return Files.getLastModifiedTime(lock());
    }

    @Test
    void startsWhereTheNoteOfJavaIsEmpty() throws Exception {
        Path note = Files.writeString(home.resolve("lib/programs.java"), "");

        assertThat(sendmail()).startsWith("0: runs ").contains(" sendmail -bp\n");

        assertThat(note).hasContent(java.toString());
        awaitCache();
    }

    private void awaitCache() {
        Awaitility.await()
                .until(
                        this::lib,
                        List.of("mail-core.jar", "programs.aot", "programs.java")::equals);
    }

    @Test
    void makesTheCacheAlsoWhereNoServerRuns() throws Exception {
        assertThat(sendmail()).startsWith("0: runs ");

        awaitCache();
        assertThat(sendmail()).contains("-XX:AOTCache=" + home.resolve("lib/programs.aot") + " ");
        assertThat(trainings()).isEqualTo(1);
    }

    @Test
    void triesOnlyOnceAnHourWhereTheCacheCannotBeMade() throws Exception {
        Files.writeString(home.resolve("diskfull"), "");

        sendmail();
        Awaitility.await().until(this::trainings, it -> it == 1);
        FileTime triedBefore = triedAgo(Duration.ofMinutes(50));
        sendmail();
        // It is made anew before a training begins
        assertThat(Files.getLastModifiedTime(lock())).isEqualTo(triedBefore);
        triedAgo(Duration.ofMinutes(70));
        sendmail();

        Awaitility.await().until(this::trainings, it -> it >= 2);
        assertThat(trainings()).isEqualTo(2);
        assertThat(lib()).containsExactly("mail-core.jar", "programs.java", "programs.lock");
    }

    /// Else Java complains of each table that is read.
    @Test
    void letsPostmapCallTheSystem() throws Exception {
        assertThat(mailroom("postmap", "-q", "a", "hash:b"))
                .contains(" --enable-native-access=ALL-UNNAMED ")
                .endsWith(" postmap -q a hash:b\n");
    }

    @Test
    void rehearsesForTheNextStartsOfTheServer() throws Exception {
        assertThat(mailroom("start", "-c", "/etc/mailroom"))
                .doesNotContain("AOTCache")
                .endsWith(" org.mailroom.server.cli.Main start -c /etc/mailroom\n");

        Awaitility.await().until(() -> caches("lib").size() == 1 && !lib().contains("server.lock"));
        Path made = caches("lib").getFirst();
        assertThat(mailroom("start")).contains("-XX:AOTCache=" + made + " ");
        assertThat(trainings()).isEqualTo(1);
    }

    @Test
    void rehearsesAnewForOtherJars() throws Exception {
        mailroom("start");
        Awaitility.await().until(() -> caches("lib").size() == 1 && !lib().contains("server.lock"));
        Path before = caches("lib").getFirst();

        Files.writeString(home.resolve("lib/mail-core.jar"), "newer");

        assertThat(mailroom("start")).doesNotContain("AOTCache");
        Awaitility.await().until(() -> trainings() == 2 && !lib().contains("server.lock"));
        assertThat(caches("lib")).hasSize(1).doesNotContain(before);
    }

    @Test
    void rehearsesInTheDirectoryOfTheServiceWhereLibIsOfOthers() throws Exception {
        Files.createDirectories(home.resolve("cache"));
        Files.createDirectory(home.resolve("lib/server.lock"));

        mailroom("start");

        Path lock = home.resolve("cache/server.lock");
        Awaitility.await().until(() -> caches("cache").size() == 1 && Files.notExists(lock));
        assertThat(mailroom("start")).contains("-XX:AOTCache=" + caches("cache").getFirst() + " ");
    }
}
