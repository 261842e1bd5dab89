// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.config.Network;
import org.mailroom.smtp.tlspolicy.Road;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/// Where another server can be reached, and the name it was found under. As text `relay=` of the
/// log.
sealed interface Target {
    String host();

    /// Without the port, as a server is named where it said something.
    String server();

    /// What two names of the same server have in common.
    String place();

    /// An address.
    ///
    /// @param road how it was found
    record Inet(String host, InetAddress address, int port, Road road) implements Target {
        InetSocketAddress socketAddress() {
            return new InetSocketAddress(address, port);
        }

        @Override
        public String server() {
            return host + "[" + Network.text(address) + "]";
        }

        @Override
        public String place() {
            return Network.text(address) + ":" + port;
        }

        @Override
        public String toString() {
            return server() + ":" + port;
        }
    }

    /// A socket of this machine.
    ///
    /// @param name as configuration writes it
    record Unix(String host, String name, Path path) implements Target {
        @Override
        public String server() {
            return host + "[" + name + "]";
        }

        @Override
        public String place() {
            return name;
        }

        @Override
        public String toString() {
            return server();
        }
    }
}
