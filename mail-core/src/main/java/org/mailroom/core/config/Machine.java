// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What the defaults take from the machine.
///
/// @param hostname its name, with the domain where it has one
/// @param interfaces an address and the length of its subnet, for each network interface
/// @param aliases whether there is a file `/etc/aliases`
public record Machine(String hostname, List<Network> interfaces, boolean aliases) {

    public Machine {
        interfaces = List.copyOf(interfaces);
    }

    /// The machine this runs on.
    public static Machine local() {
        return new Machine(localName(), localInterfaces(), Files.exists(Path.of("/etc/aliases")));
    }

    /// The default of `mynetworks`.
    String networks(NetworksStyle style) {
        return interfaces.stream()
                .map(own -> style.block(own).toString())
                .distinct()
                .collect(Collectors.joining(" "));
    }

    // As Postfix does: gethostname(), no question to the DNS
    private static String localName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException _) {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException _) {
                return "localhost";
            }
        }
    }

    private static List<Network> localInterfaces() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(own -> own.getInterfaceAddresses().stream())
                    .map(Machine::network)
                    .toList();
        } catch (SocketException _) {
            var loopback = new ArrayList<Network>();
            Network.parse("127.0.0.1").ifPresent(loopback::add);
            return loopback;
        }
    }

    private static Network network(InterfaceAddress own) {
        Network host = Network.of(own.getAddress());
        return new Network(host.bits(), own.getNetworkPrefixLength(), host.width());
    }
}
