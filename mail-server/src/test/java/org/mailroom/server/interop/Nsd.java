// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/// NSD, a name server that answers for its zones only, on a free loopback port.
record Nsd(InetSocketAddress address, Process process) implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/nsd");
    private static final int FIRST_EPHEMERAL_PORT = 32_768;

    /// @param zones the text of each zone by its name
    static Nsd start(Path parent, Map<String, String> zones) throws IOException {
        assertThat(PROGRAM).as("NSD can run: install Debian's package nsd").isExecutable();
        Path folder = Files.createDirectory(parent.resolve("nsd"));
        for (var zone : zones.entrySet()) {
            Files.writeString(folder.resolve(zone.getKey() + ".zone"), zone.getValue());
        }
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
        Path file =
                Files.writeString(
                        folder.resolve("nsd.conf"),
                        configuration(address, folder)
                                + zones.keySet().stream()
                                        .map(
                                                name ->
                                                        "zone:\n  name: %1$s\n  zonefile: %1$s.zone\n"
                                                                .formatted(name))
                                        .collect(Collectors.joining()));
        Process process =
                start(
                        address,
                        folder.resolve("nsd.out"),
                        PROGRAM.toString(),
                        "-d",
                        "-c",
                        file.toString());
        return new Nsd(address, process);
    }

    /// Starts a name server, and waits until it answers.
    static Process start(InetSocketAddress address, Path output, String... command)
            throws IOException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        await().atMost(TestServer.PATIENCE)
                .until(
                        () -> {
                            assertThat(process.isAlive())
                                    .as("%s runs: %s", command[0], Files.readString(output))
                                    .isTrue();
                            return answers(address);
                        });
        return process;
    }

    private static boolean answers(InetSocketAddress address) {
        try (var _ = new Socket(address.getAddress(), address.getPort())) {
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /// A port that is free for UDP and TCP, and that no outgoing connection gets meanwhile.
    static int freePort() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        int port = ThreadLocalRandom.current().nextInt(20_000, FIRST_EPHEMERAL_PORT);
        try (var _ = new DatagramSocket(port, here);
                var _ = new ServerSocket(port, 1, here)) {
            return port;
        } catch (BindException taken) {
            return freePort();
        }
    }

    private static String configuration(InetSocketAddress address, Path folder) {
        return """
        server:
          ip-address: 127.0.0.1@%1$d
          username: ""
          chroot: ""
          zonesdir: "%2$s"
          database: ""
          pidfile: "%2$s/nsd.pid"
          xfrdfile: "%2$s/xfrd.state"
          zonelistfile: "%2$s/zone.list"
          xfrdir: "%2$s"
        remote-control:
          control-enable: no
        """
                .formatted(address.getPort(), folder);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
