// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.mailroom.server.cli.Main;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// The server as an administrator starts it: a process of its own, `mailroom start -c DIR`, on free
/// loopback ports.
public final class ServerProcess implements AutoCloseable {
    private static final Pattern DOOR = Pattern.compile("(\\w+) [^ ]*:(\\d+)");

    private final Process process;
    private final Map<String, Integer> ports = new HashMap<>();

    private ServerProcess(Process process) {
        this.process = process;
    }

    /// Writes a `main.cf` into `folder`, for local users `u0` to `u9`, password `pass`. `more` is
    /// put at its end.
    public static void configure(Path folder, String more) throws IOException {
        writeUsers(folder);
        Files.writeString(folder.resolve("main.cf"), TestConfiguration.text() + more);
    }

    static void writeUsers(Path folder) throws IOException {
        var users = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            users.append("u").append(i).append(":{PLAIN}pass\n");
        }
        Files.writeString(folder.resolve("users"), users);
    }

    /// Starts it, and waits until its ports are open.
    static ServerProcess start(Path folder) throws IOException {
        return start(folder, "-Xmx512m");
    }

    /// As `start`, with a compiler that is soon done, for a server that lives for a moment.
    static ServerProcess startBriefly(Path folder) throws IOException {
        return start(folder, "-XX:TieredStopAtLevel=1");
    }

    /// Starts it by another program, such as one that makes it another user.
    ///
    /// @param classPath where that user can read the classes
    public static ServerProcess startBy(List<String> program, String classPath, Path folder)
            throws IOException {
        return start(program, classPath, folder, "-XX:TieredStopAtLevel=1");
    }

    private static ServerProcess start(Path folder, String option) throws IOException {
        return start(List.of(), System.getProperty("java.class.path"), folder, option);
    }

    private static ServerProcess start(
            List<String> program, String classPath, Path folder, String option) throws IOException {
        var command = new ArrayList<>(program);
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        option,
                        "-Djdk.virtualThreadScheduler.parallelism=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath,
                        Main.class.getName(),
                        "start",
                        "-c",
                        folder.toString()));
        Process process =
                new ProcessBuilder(command)
                        .redirectError(
                                ProcessBuilder.Redirect.appendTo(folder.resolve("stderr").toFile()))
                        .start();
        var server = new ServerProcess(process);
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        server.readPorts(output, folder);
        // What nobody reads would stop the server one day
        Thread.ofPlatform().daemon().start(() -> readToTheEnd(output));
        return server;
    }

    private static void readToTheEnd(BufferedReader output) {
        try {
            output.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            // The server was killed
            return;
        }
    }

    private void readPorts(BufferedReader output, Path folder) throws IOException {
        String ready = String.valueOf(output.readLine());
        assertThat(ready)
                .as(() -> "the line of a started server; stderr: " + stderr(folder))
                .startsWith("mailroom: ready");
        var doors = DOOR.matcher(ready);
        while (doors.find()) {
            ports.put(doors.group(1), Integer.parseInt(doors.group(2)));
        }
    }

    private static String stderr(Path folder) {
        try {
            return Files.readString(folder.resolve("stderr"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    public InetSocketAddress address(String door) {
        assertThat(ports).containsKey(door);
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.getOrDefault(door, 0));
    }

    /// The memory it takes, with its share of what it shares.
    long pssMebibytes() throws IOException {
        return Memory.mebibytes(pid());
    }

    long pid() {
        return process.pid();
    }

    /// SIGKILL.
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    /// SIGTERM; answers the exit code.
    int stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("stops in time").isTrue();
        return process.exitValue();
    }

    /// Returns when it has ended: its folder and its user are free.
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
