// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ListenParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Network;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/// The addresses under which this server is met: those of the host, and those from which others
/// pass connections on to it.
///
/// @param passedOn `proxy_interfaces`
record OwnAddresses(List<Network> passedOn) {
    OwnAddresses {
        passedOn = List.copyOf(passedOn);
    }

    static OwnAddresses of(MainCf main) {
        return new OwnAddresses(main.get(ListenParameters.PROXY_INTERFACES));
    }

    boolean contains(InetAddress address) {
        return isPassedOn(address) || isHere(address);
    }

    /// Whether it is not of this host, and leads to it all the same.
    boolean isPassedOn(InetAddress address) {
        return passedOn.stream().anyMatch(block -> block.contains(address));
    }

    /// Whether an interface of this host has it.
    static boolean isHere(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }
}
