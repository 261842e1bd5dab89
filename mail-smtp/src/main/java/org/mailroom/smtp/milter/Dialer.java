// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.milter;

import org.mailroom.core.dns.SystemNames;
import org.mailroom.core.net.Transport;
import org.mailroom.core.net.Wire;
import org.mailroom.core.net.WireClosedException;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Connects to milters.
record Dialer(Transport transport, MilterPlaces places) {
    private static final List<String> KNOWN =
            List.of(
                    "Connection refused",
                    "No such file or directory",
                    "Permission denied",
                    "Network is unreachable",
                    "No route to host",
                    "host not found");

    /// Connects, and agrees on how to speak. Blocks.
    Conversation open(MilterSpec spec) throws MilterException {
        Duration patience = spec.manner().connectTimeout();
        Link link = connected(spec, patience);
        try {
            var offer = Agreement.offer(spec.manner().version());
            link.send(offer.packet(), patience);
            Agreement agreed = offer.answered(link.receive("SMFIC_OPTNEG", patience));
            return switch (spec.manner().headerReplies()) {
                case AS_AGREED -> new Conversation(link, agreed);
                case NONE -> new Conversation(link, agreed.withoutHeaderReplies());
            };
        } catch (MilterException e) {
            link.close();
            throw e;
        }
    }

    /// A milter that is there, and what was agreed on with it.
    record Conversation(Link link, Agreement agreement) {}

    private Link connected(MilterSpec spec, Duration patience) throws MilterException {
        Runnable leave = places.enter(spec.name(), patience);
        try {
            return new Link(connect(spec, patience), leave);
        } catch (MilterException e) {
            leave.run();
            throw e;
        }
    }

    private Wire connect(MilterSpec spec, Duration patience) throws MilterException {
        try {
            return switch (spec.place()) {
                case MilterSpec.Place.Socket(var address) -> transport.connect(address, patience);
                case MilterSpec.Place.Host(var name, int port) -> connect(name, port, patience);
                case MilterSpec.Place.Nowhere(var fault) -> throw MilterException.none(fault);
            };
        } catch (IOException | WireClosedException e) {
            throw MilterException.away(reason(e));
        }
    }

    // Each address of a host in turn: `localhost` has two
    private Wire connect(String name, int port, Duration patience) throws IOException {
        var failure = new IOException("host not found");
        for (InetAddress address : addresses(name, patience)) {
            try {
                return transport.connect(
                        new InetSocketAddress(address, port), Optional.empty(), patience);
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private static Iterable<InetAddress> addresses(String name, Duration patience)
            throws IOException {
        try {
            return SystemNames.addresses(name, patience);
        } catch (UnknownHostException e) {
            throw new IOException("host not found", e);
        }
    }

    private static String reason(Exception e) {
        // Of a Unix socket that is not there Netty says no more than that
        if (e.getCause() instanceof FileNotFoundException) {
            return "No such file or directory";
        }
        String said = e.getMessage() + " " + e.getCause();
        return KNOWN.stream()
                .filter(said::contains)
                .findFirst()
                .orElse(said.contains("timed out") ? "Connection timed out" : "Cannot connect");
    }
}
