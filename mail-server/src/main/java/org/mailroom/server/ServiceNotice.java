// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// Tells systemd how the service is (sd_notify(3)): a datagram to the Unix socket that
/// `NOTIFY_SOCKET` names. Java has no datagrams for Unix sockets, so libc sends it. Without systemd
/// it does nothing. Safe for use by several threads.
public final class ServiceNotice {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceNotice.class);
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MAX_PATH_OCTETS = 107;

    private final Optional<byte[]> address;
    private final Optional<Duration> watchdog;

    private ServiceNotice(Optional<byte[]> address, Optional<Duration> watchdog) {
        this.address = address;
        this.watchdog = watchdog;
    }

    public static ServiceNotice fromEnvironment() {
        Optional<byte[]> address =
                Optional.ofNullable(System.getenv("NOTIFY_SOCKET")).flatMap(ServiceNotice::address);
        Optional<Duration> watchdog =
                Optional.ofNullable(System.getenv("WATCHDOG_USEC"))
                        .filter(text -> text.matches("\\d{4,15}"))
                        .map(text -> Duration.ofNanos(Long.parseLong(text) * 1000));
        return new ServiceNotice(address, watchdog);
    }

    /// How often `watchdog` has to be called: half of what systemd waits.
    public Optional<Duration> watchdogInterval() {
        return watchdog.map(limit -> limit.dividedBy(2));
    }

    public void ready() {
        send("READY=1");
    }

    public void reloading() {
        long micros = System.nanoTime() / 1000;
        send("RELOADING=1\nMONOTONIC_USEC=" + micros);
    }

    public void stopping() {
        send("STOPPING=1");
    }

    public void watchdog() {
        send("WATCHDOG=1");
    }

    // A struct sockaddr_un: family, path; an abstract name ("@…") begins with NUL.
    private static Optional<byte[]> address(String name) {
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        boolean usable = name.startsWith("/") || name.startsWith("@");
        if (!usable || path.length > MAX_PATH_OCTETS) {
            return Optional.empty();
        }
        if (path[0] == '@') {
            path[0] = 0;
        }
        byte[] address = new byte[2 + path.length];
        address[ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 0 : 1] = AF_UNIX;
        System.arraycopy(path, 0, address, 2, path.length);
        return Optional.of(address);
    }

    private void send(String state) {
        address.ifPresent(
                to -> {
                    try {
                        LibC.sendDatagram(to, state.getBytes(StandardCharsets.UTF_8));
                    } catch (Throwable e) {
                        LOG.warn("cannot notify the service manager: {}", e.toString());
                    }
                });
    }

    private static final class LibC {
        private static final MethodHandle SOCKET =
                function(
                        "socket",
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT));
        private static final MethodHandle SENDTO =
                function(
                        "sendto",
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_INT));
        private static final MethodHandle CLOSE =
                function(
                        "close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

        private LibC() {}

        @SuppressWarnings("restricted")
        private static MethodHandle function(String name, FunctionDescriptor type) {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
        }

        static void sendDatagram(byte[] address, byte[] text) throws Throwable {
            int socket = (int) SOCKET.invokeExact(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
            if (socket < 0) {
                throw new IllegalStateException("no socket");
            }
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_BYTE, text);
                MemorySegment to = arena.allocateFrom(ValueLayout.JAVA_BYTE, address);
                long sent =
                        (long)
                                SENDTO.invokeExact(
                                        socket,
                                        data,
                                        (long) text.length,
                                        MSG_NOSIGNAL,
                                        to,
                                        address.length);
                if (sent != text.length) {
                    throw new IllegalStateException("nobody listens");
                }
            } finally {
                int _ = (int) CLOSE.invokeExact(socket);
            }
        }
    }
}
