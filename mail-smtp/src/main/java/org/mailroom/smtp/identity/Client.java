// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.identity;

import org.mailroom.core.account.SaslClient;
import org.mailroom.core.config.Network;
import org.mailroom.core.net.Peer;
import org.mailroom.core.net.Wire;
import org.mailroom.core.tls.TlsInfo;
import org.mailroom.smtp.ProxyAttribute;
import org.mailroom.smtp.ProxyAttributes;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/// All that is known of the other end of a session.
///
/// @param peer the two ends of its connection
/// @param connections how many of it there were when this one began, with it; 0 where they are not
///   counted
public record Client(
        Peer peer,
        int connections,
        ClientName name,
        Greeting greeting,
        Optional<TlsInfo> tls,
        Optional<Login> login) {

    private static final InetAddress NOWHERE = InetAddress.ofLiteral("0.0.0.0");

    /// The one at the other end of a connection.
    public static Client connected(Wire wire, ClientName name) {
        return new Client(
                wire.peer(),
                wire.concurrent(),
                name,
                new Greeting.None(),
                wire.tls(),
                Optional.empty());
    }

    /// One whose connections are not counted.
    public static Client connected(Peer peer, ClientName name, Optional<TlsInfo> tls) {
        return new Client(peer, 0, name, new Greeting.None(), tls, Optional.empty());
    }

    public Client greeted(Greeting how) {
        return new Client(peer, connections, name, how, tls, login);
    }

    public Client loggedIn(Login who) {
        return new Client(peer, connections, name, greeting, tls, Optional.of(who));
    }

    /// RFC 3207 §4.2: what was learnt in clear is forgotten.
    public Client encrypted(TlsInfo how) {
        return new Client(
                peer, connections, name, new Greeting.None(), Optional.of(how), Optional.empty());
    }

    /// The one for whom a proxy speaks from now on. What the proxy does not name stays as it was,
    /// but nothing that was said or proved before holds for another (Postfix's XCLIENT_README).
    public Client behind(ProxyAttributes proxy) {
        return new Client(
                new Peer(
                        end(proxy, ProxyAttribute.ADDR, ProxyAttribute.PORT, peer.remote()),
                        end(proxy, ProxyAttribute.DESTADDR, ProxyAttribute.DESTPORT, peer.local())),
                connections,
                name.behind(proxy),
                Greeting.behind(proxy),
                tls.map(TlsInfo::withoutCertificates),
                proxy.of(ProxyAttribute.LOGIN)
                        .flatMap(Client::known)
                        .map(user -> new Login(user, "XCLIENT")));
    }

    private static Optional<String> known(ProxyAttributes.Value value) {
        return value instanceof ProxyAttributes.Known(var text)
                ? Optional.of(text)
                : Optional.empty();
    }

    private static InetSocketAddress end(
            ProxyAttributes proxy,
            ProxyAttribute address,
            ProxyAttribute port,
            InetSocketAddress before) {
        return new InetSocketAddress(
                proxy.address(address, before.getAddress(), NOWHERE),
                proxy.port(port, before.getPort()));
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
    public String serverAddressText() {
        return Network.text(peer.local().getAddress());
    }
}
