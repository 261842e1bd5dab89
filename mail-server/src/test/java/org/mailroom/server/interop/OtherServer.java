// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.mailroom.server.FreePort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A server of another house on a free loopback port, with a folder of its own. Where the test is
/// run by root it is `nobody`, since such servers refuse to be root.
final class OtherServer implements AutoCloseable {
    private static final String NOBODY = "nobody";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path folder;
    private final int port = FreePort.find();
    private final List<Process> running = new ArrayList<>();

    /// @param temporary of the test; others may look into it after this
    OtherServer(Path temporary) throws IOException {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        folder = Files.createDirectory(temporary.resolve("other"));
        give(folder);
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static void give(Path path) throws IOException {
        if (isRoot()) {
            var users = path.getFileSystem().getUserPrincipalLookupService();
            Files.setOwner(path, users.lookupPrincipalByName(NOBODY));
        }
    }

    Path folder() {
        return folder;
    }

    int port() {
        return port;
    }

    /// Writes a file for it; answers where it is.
    String write(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        give(file);
        return file.toString();
    }

    /// Runs a program to its end, which must be a success.
    void run(Path program, String... arguments) throws IOException, InterruptedException {
        Path output = folder.resolve(program.getFileName() + ".out");
        Process process = begin(program, output, arguments);
        boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended && process.exitValue() == 0)
                .as("%s:%n%s", program, Files.readString(output))
                .isTrue();
    }

    /// Starts the server itself, and waits until it can be connected to.
    void start(Path program, String... arguments) throws IOException {
        Path output = folder.resolve(program.getFileName() + ".out");
        running.add(begin(program, output, arguments));
        await().atMost(PATIENCE).until(this::answers);
    }

    private Process begin(Path program, Path output, String... arguments) throws IOException {
        assertThat(program).as("the program is not here: see the comment of the test").exists();
        var command = new ArrayList<String>();
        if (isRoot()) {
            command.addAll(
                    List.of(
                            "setpriv",
                            "--reuid=" + NOBODY,
                            "--regid=nogroup",
                            "--clear-groups",
                            "--"));
        }
        command.add(program.toString());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private boolean answers() {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        running.forEach(Process::destroy);
        // PostgreSQL waits for the clients of its children
        running.forEach(process -> process.descendants().forEach(ProcessHandle::destroy));
        running.forEach(process -> process.onExit().join());
    }
}
