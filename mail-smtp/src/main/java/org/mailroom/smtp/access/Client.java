// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.config.Network;
import org.mailroom.core.tls.TlsInfo;

import java.net.InetAddress;
import java.util.Optional;

/// All that is known of the other end of a session.
public record Client(
        InetAddress address,
        ClientName name,
        Greeting greeting,
        Optional<TlsInfo> tls,
        Optional<Login> login) {

    public static Client connected(InetAddress address, ClientName name, Optional<TlsInfo> tls) {
        return new Client(address, name, new Greeting.None(), tls, Optional.empty());
    }

    public Client greeted(Greeting how) {
        return new Client(address, name, how, tls, login);
    }

    public Client loggedIn(Login who) {
        return new Client(address, name, greeting, tls, Optional.of(who));
    }

    /// RFC 3207 §4.2: what was learnt in clear is forgotten.
    public Client encrypted(TlsInfo how) {
        return connected(address, name, Optional.of(how));
    }

    /// `name[address]`, as log and replies name a client.
    public String label() {
        return name.confirmed() + "[" + addressText() + "]";
    }

    /// The address, IPv6 in its short form.
    public String addressText() {
        return Network.text(address);
    }
}
