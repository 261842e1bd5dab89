// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.account.SaslClient;
import org.mailroom.core.config.Network;
import org.mailroom.core.net.Peer;
import org.mailroom.core.tls.TlsInfo;

import java.net.InetAddress;
import java.util.Optional;

/// All that is known of the other end of a session.
///
/// @param peer the two ends of its connection
public record Client(
        Peer peer,
        ClientName name,
        Greeting greeting,
        Optional<TlsInfo> tls,
        Optional<Login> login) {

    public static Client connected(Peer peer, ClientName name, Optional<TlsInfo> tls) {
        return new Client(peer, name, new Greeting.None(), tls, Optional.empty());
    }

    public Client greeted(Greeting how) {
        return new Client(peer, name, how, tls, login);
    }

    public Client loggedIn(Login who) {
        return new Client(peer, name, greeting, tls, Optional.of(who));
    }

    /// RFC 3207 §4.2: what was learnt in clear is forgotten.
    public Client encrypted(TlsInfo how) {
        return connected(peer, name, Optional.of(how));
    }

    public InetAddress address() {
        return peer.remote().getAddress();
    }

    /// The same as who wants to log in.
    public SaslClient sasl() {
        return new SaslClient("smtp", address(), tls);
    }

    /// `name[address]`, as log and replies name a client.
    public String label() {
        return name.confirmed() + "[" + addressText() + "]";
    }

    /// The address, IPv6 in its short form.
    public String addressText() {
        return Network.text(address());
    }

    /// The address of this server that it has connected to.
    String serverAddressText() {
        return Network.text(peer.local().getAddress());
    }
}
