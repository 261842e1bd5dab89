// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.InetProtocol;
import org.mailroom.core.config.ListenAddress;
import org.mailroom.core.config.ListenParameters;
import org.mailroom.core.config.MainCf;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/// On which addresses a service listens, by what it says itself, `inet_interfaces` and
/// `inet_protocols`.
record ListenPlan(MainCf main) {

    /// @throws ConfigException when one of them cannot be an address of this host
    List<SocketAddress> addresses(Listening listening) {
        var addresses = new ArrayList<SocketAddress>();
        for (ListenAddress listen : listening.addresses()) {
            switch (listen) {
                case ListenAddress.EveryInterface(int port) ->
                        everyInterface().stream()
                                .map(address -> new InetSocketAddress(address, port))
                                .forEach(addresses::add);
                case ListenAddress.HostPort(var host, int port) ->
                        addresses.add(
                                new InetSocketAddress(resolve(host, listening.place()), port));
                case ListenAddress.UnixSocket(var path) ->
                        addresses.add(UnixDomainSocketAddress.of(path));
            }
        }
        return addresses;
    }

    private List<InetAddress> everyInterface() {
        var addresses = new ArrayList<InetAddress>();
        for (String name : main.get(ListenParameters.INET_INTERFACES)) {
            switch (name) {
                case "all" -> addresses.add(wildcard());
                case "loopback-only" -> addresses.addAll(loopback());
                default ->
                        addresses.add(resolve(name, main.place(ListenParameters.INET_INTERFACES)));
            }
        }
        return addresses;
    }

    private boolean uses(InetProtocol protocol) {
        List<InetProtocol> protocols = main.get(ListenParameters.INET_PROTOCOLS);
        return protocols.contains(InetProtocol.ALL) || protocols.contains(protocol);
    }

    // A socket on :: takes IPv4 too.
    private InetAddress wildcard() {
        return uses(InetProtocol.IPV6) && hasIpv6() ? literal("::") : literal("0.0.0.0");
    }

    private List<InetAddress> loopback() {
        var addresses = new ArrayList<InetAddress>();
        if (uses(InetProtocol.IPV4)) {
            addresses.add(literal("127.0.0.1"));
        }
        if (uses(InetProtocol.IPV6) && hasIpv6()) {
            addresses.add(literal("::1"));
        }
        return addresses;
    }

    private InetAddress resolve(String host, String place) {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                boolean four = address instanceof Inet4Address;
                if (uses(four ? InetProtocol.IPV4 : InetProtocol.IPV6)) {
                    demandOfThisHost(address, host, place);
                    return address;
                }
            }
        } catch (UnknownHostException e) {
            throw new ConfigException(
                    place + ": " + host + ": expected an address of this host, or its name");
        }
        throw new ConfigException(
                place + ": " + host + " has no address of the inet_protocols in use");
    }

    // The system alone knows: some hosts may have addresses that they do not have yet
    private static void demandOfThisHost(InetAddress address, String host, String place) {
        try (var probe = new Socket()) {
            probe.bind(new InetSocketAddress(address, 0));
        } catch (IOException e) {
            throw new ConfigException(
                    place + ": " + host + ": expected an address of this host, or its name");
        }
    }

    private static boolean hasIpv6() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .anyMatch(Inet6Address.class::isInstance);
        } catch (SocketException e) {
            return false;
        }
    }

    private static InetAddress literal(String address) {
        return InetAddress.ofLiteral(address);
    }
}
