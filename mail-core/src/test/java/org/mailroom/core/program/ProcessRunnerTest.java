// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.program.ProcessRunner.Identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

class ProcessRunnerTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofSeconds(2);

    @TempDir Path scratch;

    @Test
    void givesInputEnvironmentAndDirectory() {
        assertThat(run("cat; pwd", LONG)).isEqualTo(new Ended.Exited(0, "hello\n/usr\n"));
        assertThat(((Ended.Exited) run(List.of("/usr/bin/env"), "/", LONG)).output().lines())
                .containsExactlyInAnyOrder("PATH=/usr/bin:/bin", "COLOUR=blue");
    }

    /// The linker of the system complains of it in each program that hears of it.
    @Test
    void letsTheProgramAloneHearOfItsEnvironment() {
        var job =
                new Job(
                        65_534,
                        65_534,
                        List.of("/bin/true"),
                        Map.of("LD_PRELOAD", "/no/such.so"),
                        Optional.empty(),
                        _ -> {},
                        LONG);

        Ended ended = runner().run(job);

        assertThat(((Ended.Exited) ended).output()).containsOnlyOnce("/no/such.so");
    }

    @Test
    void doesNotTakeAProgramForAVariable() {
        assertThat(run(List.of("/bin/true=1"), "/", LONG))
                .isEqualTo(new Ended.NotRun("cannot run a program with = in its name"));
    }

    @Test
    void tellsHowAProgramEnds() {
        assertThat(run("echo no; echo error >&2; exit 75", LONG))
                .isEqualTo(new Ended.Exited(75, "no\nerror\n"));
        assertThat(run("kill -TERM $$", LONG)).isEqualTo(new Ended.Exited(143, ""));
    }

    @Test
    void saysThatThereIsNoSuchProgram() {
        Ended ended = run(List.of("/no/such/program"), "/", LONG);

        assertThat(ended).isInstanceOf(Ended.Exited.class);
        assertThat(ProcessRunner.isNotStarted(((Ended.Exited) ended).status())).isTrue();
    }

    @Test
    void saysThatThereIsNoSuchDirectory() {
        Ended ended = run(List.of("/bin/true"), "/no/such/directory", LONG);

        assertThat(ProcessRunner.isNotStarted(((Ended.Exited) ended).status())).isTrue();
    }

    @Test
    void killsWhatItsTimeIsOverForAndAllThatItHasStarted() {
        Ended ended = run("echo $$; sleep 1000 & sleep 1001", SHORT);

        assertThat(ended).isInstanceOf(Ended.TimedOut.class);
        String group = ((Ended.TimedOut) ended).output().strip();
        assertThat(group).matches("\\d+");
        await().until(() -> processesIn(group) == 0);
    }

    @Test
    void endsWithAProgramThatLeavesOthersBehind() {
        // Who stays holds the output open, and writes without end
        assertThat(run("setsid yes & echo gone", LONG))
                .isInstanceOfSatisfying(Ended.Exited.class, it -> assertThat(it.status()).isZero());
    }

    @Test
    void keepsTheBeginningOfAnOutputWithoutEnd() {
        Ended ended = run("yes", SHORT);

        assertThat(ended).isInstanceOf(Ended.TimedOut.class);
        assertThat(((Ended.TimedOut) ended).output()).hasSize(ProgramRunner.OUTPUT_OCTETS);
    }

    @Test
    void doesNotWaitForAProgramThatDoesNotRead() {
        byte[] much = new byte[1 << 20];
        Job job = job(List.of("/bin/true"), "/", LONG, out -> out.write(much));

        assertThat(runner().run(job)).isEqualTo(new Ended.Exited(0, ""));
    }

    @Test
    void leavesNothingBehind() throws IOException {
        run("true", LONG);

        assertThat(left()).isEmpty();
    }

    @Test
    void leavesNothingBehindWhereTheInputCannotBeHad() throws IOException {
        Job job =
                job(
                        List.of("/bin/true"),
                        "/",
                        LONG,
                        _ -> {
                            throw new IllegalStateException("no input");
                        });

        assertThatThrownBy(() -> runner().run(job)).hasMessage("no input");

        assertThat(left()).isEmpty();
    }

    /// Where the server dies, nothing of the mail stays.
    @Test
    void keepsNoMailWhileAProgramRuns() {
        String sleep = "sleep 1000." + System.nanoTime();
        Thread caller = Thread.ofPlatform().start(() -> run(sleep, LONG));
        await().until(() -> isRunning(sleep));

        await().untilAsserted(() -> assertThat(left()).isEmpty());

        caller.interrupt();
    }

    @Test
    void removesWhatAnotherProcessHasLeft() throws IOException {
        Path own = Files.createDirectory(scratch.resolve("program123"));
        Files.writeString(own.resolve("input"), "mail");
        Files.writeString(own.resolve("output"), "");

        runner();

        assertThat(left()).isEmpty();
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> left = Files.list(scratch)) {
            return left.toList();
        }
    }

    @Test
    void killsTheProgramOfACallerWhoIsInterrupted() {
        String sleep = "sleep 1000." + System.nanoTime();
        var ended = new AtomicReference<@Nullable Ended>();
        Thread caller = Thread.ofPlatform().start(() -> ended.set(run(sleep, LONG)));
        await().until(() -> isRunning(sleep));

        caller.interrupt();

        await().until(() -> ended.get() instanceof Ended.NotRun);
        await().until(() -> !isRunning(sleep));
    }

    private static boolean isRunning(String command) {
        return ProcessHandle.allProcesses()
                .flatMap(it -> it.info().commandLine().stream())
                .anyMatch(it -> it.endsWith(command));
    }

    private Ended run(String command, Duration time) {
        return run(List.of("/bin/sh", "-c", command), "/usr", time);
    }

    private Ended run(List<String> words, String directory, Duration time) {
        return runner().run(job(words, directory, time, out -> out.write(octets("hello\n"))));
    }

    private Job job(List<String> words, String directory, Duration time, Job.Input input) {
        return new Job(
                65_534,
                65_534,
                words,
                Map.of("PATH", "/usr/bin:/bin", "COLOUR", "blue"),
                Optional.of(directory),
                input,
                time);
    }

    private ProcessRunner runner() {
        boolean root = System.getProperty("user.name").equals("root");
        return new ProcessRunner(scratch, root ? Identity.OF_THE_USER : Identity.OF_THIS_PROCESS);
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static long processesIn(String group) throws IOException {
        Process ps = new ProcessBuilder("ps", "-o", "pid=", "-s", group).start();
        String found = new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return found.lines().count();
    }
}
