// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Thunderbird on a screen of its own, with a new profile, worked from afar. When it is closed, its
/// log of IMAP, POP3 and SMTP is copied to `target/interop`.
final class Thunderbird implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Path EVIDENCE = Path.of("target/interop");
    private static final Path PRELUDE = Path.of("src/test/resources/thunderbird/mail.js");

    /// No questions at the start, nothing asked of the internet, any port to be worked by.
    private static final String PREFERENCES =
            """
            user_pref("app.update.enabled", false);
            user_pref("datareporting.policy.dataSubmissionEnabled", false);
            user_pref("browser.dom.window.dump.enabled", true);
            user_pref("devtools.console.stdout.chrome", true);
            user_pref("extensions.update.enabled", false);
            user_pref("mail.provider.suppress_dialog_on_startup", true);
            user_pref("mail.rights.version", 1);
            user_pref("mail.shell.checkDefaultClient", false);
            user_pref("mail.spotlight.firstRunDone", true);
            user_pref("mailnews.start_page.enabled", false);
            user_pref("mailnews.start_page_override.mstone", "ignore");
            user_pref("mailnews.pop3.loglevel", "All");
            user_pref("mailnews.smtp.loglevel", "All");
            user_pref("marionette.port", 0);
            user_pref("network.captive-portal-service.enabled", false);
            user_pref("network.connectivity-service.enabled", false);
            user_pref("toolkit.telemetry.reportingpolicy.firstRun", false);
            """;

    private final Path folder;
    private final String name;
    private final Process screen;
    private final String prelude = Files.readString(PRELUDE);
    private final Marionette marionette;

    /// @param name of the log that is kept
    Thunderbird(TestServer server, String name) throws IOException {
        this.name = name;
        folder = Files.createDirectory(server.folder().resolve("thunderbird"));
        Path profile = Files.createDirectory(folder.resolve("profile"));
        Files.writeString(profile.resolve("user.js"), PREFERENCES);
        screen = start(server, profile);
        try {
            marionette = new Marionette(port(profile.resolve("MarionetteActivePort")));
            trustServer(server);
        } catch (IOException | RuntimeException | Error e) {
            end();
            throw e;
        }
    }

    private Process start(TestServer server, Path profile) throws IOException {
        String thunderbird = server.program("thunderbird", "thunderbird").file().toString();
        return server.program("xvfb-run", "xvfb")
                .start(
                        Files.createFile(folder.resolve("in")),
                        folder.resolve("out"),
                        "--auto-servernum",
                        "env",
                        "MOZ_LOG=IMAP:5,timestamp",
                        "MOZ_LOG_FILE=" + folder.resolve("log"),
                        thunderbird,
                        "--marionette",
                        "-remote-allow-system-access",
                        "--no-remote",
                        "--profile",
                        profile.toString());
    }

    private int port(Path file) {
        return await("Thunderbird's start")
                .atMost(START)
                .until(() -> numberIn(file), number -> number > 0);
    }

    private int numberIn(Path file) throws IOException {
        assertThat(screen.isAlive()).as(() -> "Thunderbird runs; it wrote: " + output()).isTrue();
        String text = Files.exists(file) ? Files.readString(file).strip() : "";
        return text.isEmpty() ? 0 : Integer.parseInt(text);
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("out"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void trustServer(TestServer server) throws IOException {
        String certificate =
                Files.readString(Path.of(server.certificate())).replaceAll("-----.*-----|\\s", "");
        for (String service :
                List.of("submission", "submissions", "imap", "imaps", "pop3", "pop3s")) {
            run("trust(%d, '%s');", server.port(service), certificate);
        }
    }

    /// Runs JavaScript that may use what `mail.js` defines; answers the string that it returns.
    String run(String script, Object... arguments) throws IOException {
        return marionette.run(prelude + script.formatted(arguments));
    }

    /// What it and the server said so far: IMAP in files of its own, the rest on its output.
    String log() throws IOException {
        var log = new StringBuilder(output());
        for (Path file : logs()) {
            log.append(Files.readString(file, StandardCharsets.ISO_8859_1));
        }
        return log.toString();
    }

    private List<Path> logs() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".moz_log")).sorted().toList();
        }
    }

    @Override
    public void close() throws IOException {
        marionette.quit(folder.resolve("screen.png"));
        end();
        Files.createDirectories(EVIDENCE);
        Files.writeString(EVIDENCE.resolve(name + ".log"), log(), StandardCharsets.ISO_8859_1);
        Files.copy(
                folder.resolve("screen.png"),
                EVIDENCE.resolve(name + ".png"),
                StandardCopyOption.REPLACE_EXISTING);
    }

    private void end() {
        try {
            if (!screen.waitFor(30, TimeUnit.SECONDS)) {
                screen.descendants().forEach(ProcessHandle::destroyForcibly);
                screen.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
