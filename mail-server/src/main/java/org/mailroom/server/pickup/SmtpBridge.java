// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.pickup;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A session by `sendmail -bs`: the octets of a user go to our own door for SMTP, and its answers
/// come back. To the door it is a client of this host.
final class SmtpBridge {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpBridge.class);
    private static final int BUFFER_OCTETS = 8192;
    private static final int PATIENCE_MILLIS = 10_000;

    private SmtpBridge() {}

    static void carry(List<InetSocketAddress> doors, InputStream in, OutputStream out)
            throws IOException {
        if (doors.isEmpty()) {
            refuse(out);
            return;
        }
        try (var socket = new Socket()) {
            try {
                socket.connect(own(doors.getFirst()), PATIENCE_MILLIS);
            } catch (IOException e) {
                LOG.warn("sendmail -bs: {} does not answer: {}", doors.getFirst(), e.toString());
                refuse(out);
                return;
            }
            InputStream answers = socket.getInputStream();
            byte[] buffer = new byte[BUFFER_OCTETS];
            int n = answers.read(buffer);
            // Programs do not wait for the greeting, and the door would take that for spam
            Thread.ofVirtual().name("pickup/smtp").start(() -> copy(in, socket));
            while (n >= 0) {
                out.write(buffer, 0, n);
                out.flush();
                n = answers.read(buffer);
            }
        }
    }

    private static void refuse(OutputStream out) throws IOException {
        out.write("421 4.3.2 Service not available\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    /// Where this host reaches its door; one that is open at all addresses, at the loopback one.
    static InetSocketAddress own(InetSocketAddress door) throws UnknownHostException {
        InetAddress address = door.getAddress();
        if (!address.isAnyLocalAddress()) {
            return door;
        }
        String loopback = address instanceof Inet6Address ? "::1" : "127.0.0.1";
        return new InetSocketAddress(InetAddress.getByName(loopback), door.getPort());
    }

    private static void copy(InputStream in, Socket socket) {
        try {
            in.transferTo(socket.getOutputStream());
            socket.shutdownOutput();
        } catch (IOException e) {
            LOG.debug("sendmail -bs: {}", e.toString());
        }
    }
}
