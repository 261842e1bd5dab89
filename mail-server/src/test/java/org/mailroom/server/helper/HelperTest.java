// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.helper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.compute.FakeClock;
import org.mailroom.core.program.Ended;
import org.mailroom.core.program.HelperLogins;
import org.mailroom.core.program.HelperRunner;
import org.mailroom.core.program.Job;
import org.mailroom.core.program.LoginAnswer;
import org.mailroom.core.program.LoginQuestion;
import org.mailroom.core.program.ProcessRunner;
import org.mailroom.core.program.ProcessRunner.Identity;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;

/// The helper over its socket. Only root can take the identity of others, so that elsewhere its
/// programs keep the one of the test.
class HelperTest {
    private static final String ME = System.getProperty("user.name");
    private static final boolean ROOT = ME.equals("root");
    private static final long NOBODY = 65_534;
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir Path folder;
    private final FakeClock clock = new FakeClock();
    private final CountDownLatch idle = new CountDownLatch(1);
    private @Nullable ServerSocketChannel socket;
    private Duration patience = LONG;
    private PasswordJudge passwords = _ -> LoginAnswer.WRONG;

    @Test
    void runsProgramsWithTheRightsOfTheUser() throws IOException {
        start(ME);

        Ended ended = run(NOBODY, "id -u; id -G; cat; echo $A; exit 75");

        String rights = ROOT ? "65534\n65534\n" : "";
        assertThat(ended)
                .isInstanceOfSatisfying(
                        Ended.Exited.class,
                        it -> {
                            assertThat(it.status()).isEqualTo(75);
                            assertThat(it.output()).startsWith(rights).endsWith("hello\nblue\n");
                        });
    }

    @Test
    void takesMuchInput() throws IOException {
        start(ME);
        byte[] much = new byte[3_000_001];

        Ended ended = run(job(NOBODY, List.of("/usr/bin/wc", "-c"), out -> out.write(much)));

        assertThat(ended).isEqualTo(new Ended.Exited(0, "3000001\n"));
    }

    @Test
    void neverRunsAsRootOrAsTheServer() throws IOException {
        start(ME);

        assertThat(run(0, "id")).isEqualTo(new Ended.NotRun("programs are not run as user 0"));
        assertThat(run(99, "id")).isEqualTo(new Ended.NotRun("programs are not run as user 99"));
        assertThat(run(1L << 32, "id")).isInstanceOf(Ended.NotRun.class);
        assertThat(run(777, "id"))
                .isEqualTo(new Ended.NotRun("programs are not run as the user of the server"));
        assertThat(run(4_000_000, "id")).isInstanceOf(Ended.NotRun.class);
        assertThatThrownBy(() -> new JobRules(0, 777, Set.of(), new SystemGroups()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// With the group of the disks one could do all that root can.
    @ParameterizedTest
    @ValueSource(longs = {0, 6, 1L << 32})
    void runsWithNoGroupThatTheUserIsNotIn(long group) throws IOException {
        start(ME);

        var job =
                new Job(
                        NOBODY,
                        group,
                        List.of("/bin/true"),
                        Map.of(),
                        Optional.empty(),
                        _ -> {},
                        LONG);

        assertThat(run(job))
                .isEqualTo(
                        new Ended.NotRun("programs of user 65534 are not run with group " + group));
    }

    @Test
    void judgesPasswords() throws IOException {
        passwords =
                question ->
                        switch (question.password()) {
                            case "secret" -> LoginAnswer.RIGHT;
                            case "" -> new LoginAnswer.Unavailable("away");
                            default -> LoginAnswer.WRONG;
                        };
        start(ME);

        assertThat(login("ann", "secret")).isEqualTo(LoginAnswer.RIGHT);
        assertThat(login("ann", "geheim")).isEqualTo(LoginAnswer.WRONG);
        assertThat(login("ann", "")).isEqualTo(new LoginAnswer.Unavailable("away"));
    }

    @Test
    void judgesNoPasswordsForOthersThanTheServer() throws IOException {
        passwords = _ -> LoginAnswer.RIGHT;
        start("somebody-else");

        assertThat(login("ann", "secret")).isInstanceOf(LoginAnswer.Unavailable.class);
    }

    @Test
    void saysThatNobodyIsThereToJudgePasswords() {
        assertThat(login("ann", "secret"))
                .isInstanceOfSatisfying(
                        LoginAnswer.Unavailable.class,
                        it -> assertThat(it.reason()).contains("the helper", path().toString()));
    }

    private LoginAnswer login(String user, String password) {
        return new HelperLogins(path())
                .ask(new LoginQuestion("mailroom", user, password, "192.0.2.1"));
    }

    @Test
    void hearsNobodyButTheServer() throws IOException {
        start("somebody-else");

        assertThat(run(NOBODY, "id")).isInstanceOf(Ended.NotRun.class);
    }

    @Test
    void killsTheProgramWhenNobodyWaitsForIt() throws Exception {
        start(ME);
        Path pid = writable("pid");
        Thread caller =
                Thread.ofVirtual()
                        .start(() -> run(NOBODY, "echo $$ >%s; sleep 1000".formatted(pid)));
        await().until(() -> Files.readString(pid).endsWith("\n"));

        caller.interrupt();

        long program = Long.parseLong(Files.readString(pid).strip());
        await().until(() -> ProcessHandle.of(program).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void outlivesWhoeverTalksNonsense() throws IOException {
        start(ME);
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(path()))) {
            channel.write(
                    ByteBuffer.wrap("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.UTF_8)));
            assertThat(channel.read(ByteBuffer.allocate(10))).isLessThan(1);
        }

        assertThat(run(NOBODY, "true")).isEqualTo(new Ended.Exited(0, ""));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4})
    void doesNotWaitForEverForOneWhoSaysNothing(int octets) throws IOException {
        patience = Duration.ofMillis(100);
        start(ME);
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(path()))) {
            channel.write(ByteBuffer.allocate(octets));
            assertThat(channel.read(ByteBuffer.allocate(10))).isEqualTo(-1);
        }
    }

    @Test
    void waitsForProgramsAsLongAsTheyTake() throws IOException {
        patience = Duration.ofMillis(100);
        start(ME);

        assertThat(run(NOBODY, "sleep 0.4; echo done")).isEqualTo(new Ended.Exited(0, "done\n"));
    }

    @Test
    void givesAsMuchTimeAsItIsTold() throws IOException {
        start(ME);
        var job =
                new Job(
                        NOBODY,
                        NOBODY,
                        List.of("/bin/echo", "done"),
                        Map.of(),
                        Optional.empty(),
                        _ -> {},
                        Duration.ofMillis(Long.MAX_VALUE));

        assertThat(run(job)).isEqualTo(new Ended.Exited(0, "done\n"));
    }

    @Test
    void knowsTheNumbersOfUsers() throws IOException {
        assertThat(SystemGroups.uidOf("root")).isZero();
        assertThat(SystemGroups.gidOf("root")).isZero();
        assertThatThrownBy(() -> SystemGroups.gidOf("no-such-group"))
                .isInstanceOf(IOException.class)
                .hasMessage("there is no group no-such-group");
        assertThatThrownBy(() -> SystemGroups.uidOf("no-such-user"))
                .isInstanceOf(IOException.class)
                .hasMessage("there is no user no-such-user");
    }

    @Test
    void saysThatItIsNotThere() {
        assertThat(run(NOBODY, "true"))
                .isInstanceOfSatisfying(
                        Ended.NotRun.class,
                        it -> assertThat(it.reason()).contains("the helper", path().toString()));
    }

    @Test
    void isNotIdleWhileAProgramRuns() throws Exception {
        start(ME);
        Path pid = writable("pid");
        var job =
                new FutureTask<>(() -> run(NOBODY, "echo $$ >%s; exec sleep 1000".formatted(pid)));
        Thread.ofVirtual().start(job);
        await().until(() -> Files.readString(pid).endsWith("\n"));

        clock.pass(LONG.multipliedBy(2));
        assertThat(idle.getCount()).isOne();
        long program = Long.parseLong(Files.readString(pid).strip());
        assertThat(ProcessHandle.of(program).orElseThrow().destroy()).isTrue();

        assertThat(job.get()).isInstanceOf(Ended.Exited.class);
        await().until(
                        () -> {
                            clock.pass(LONG);
                            return idle.getCount() == 0;
                        });
    }

    /// A file for programs of others, in a folder that they may go through.
    private Path writable(String name) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        return file;
    }

    private void start(String server) throws IOException {
        var opened = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        opened.bind(UnixDomainSocketAddress.of(path()));
        socket = opened;
        var programs =
                new ProcessRunner(
                        folder.resolve("scratch"),
                        ROOT ? Identity.OF_THE_USER : Identity.OF_THIS_PROCESS);
        var helper =
                new Helper(
                        opened,
                        server,
                        new JobRules(100, 777, Set.of(), new SystemGroups()),
                        programs,
                        passwords,
                        new Idleness(LONG, idle::countDown, clock.clock()),
                        patience);
        Thread.ofPlatform().daemon().start(helper::serve);
    }

    @AfterEach
    void stop() throws IOException {
        if (socket != null) {
            socket.close();
        }
    }

    private Ended run(long uid, String command) {
        return run(
                job(
                        uid,
                        List.of("/bin/sh", "-c", command),
                        out -> out.write("hello\n".getBytes(StandardCharsets.UTF_8))));
    }

    private Ended run(Job job) {
        return new HelperRunner(this::path).run(job);
    }

    private static Job job(long uid, List<String> words, Job.Input input) {
        return new Job(
                uid,
                NOBODY,
                words,
                Map.of("PATH", "/usr/bin:/bin", "A", "blue"),
                Optional.empty(),
                input,
                LONG);
    }

    private Path path() {
        return folder.resolve("socket");
    }
}
