// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import org.mailroom.core.config.Network;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// From where, and whether at all, a user may log in: the extra fields `allow_nets` and `nologin`
/// of a users file, with Dovecot's meaning. Immutable.
///
/// @param networks from which alone; empty for from everywhere
/// @param closed what the user is told who may not log in
record LoginLimits(Optional<List<Network>> networks, Optional<String> closed) {
    static final LoginLimits NONE = new LoginLimits(Optional.empty(), Optional.empty());
    private static final String NETWORKS = "allow_nets=";
    private static final String REASON = "reason=";
    private static final String NOT_NOW = "Login is disabled for this account.";

    /// What restricts in Dovecot, and nothing here.
    private static final Set<String> OTHERS =
            Set.of(
                    "allow_real_nets",
                    "delay_until",
                    "fail",
                    "host",
                    "noauthenticate",
                    "proxy",
                    "proxy_maybe");

    LoginLimits {
        networks = networks.map(List::copyOf);
    }

    /// @param fields the extra fields of a line
    /// @param fault hears of what is not obeyed
    static LoginLimits of(List<String> fields, Consumer<String> fault) {
        Optional<List<Network>> networks = Optional.empty();
        boolean isClosed = false;
        String reason = NOT_NOW;
        for (String field : fields) {
            String name = field.replaceFirst("=.*", "");
            if (field.startsWith(NETWORKS)) {
                networks = Optional.of(networks(field.substring(NETWORKS.length()), fault));
            } else if (field.startsWith(REASON)) {
                reason = field.substring(REASON.length());
            } else if (name.equals("nologin")) {
                isClosed = true;
            } else if (OTHERS.contains(name)) {
                fault.accept(name + " has no effect: expected allow_nets or nologin");
            }
        }
        return new LoginLimits(networks, isClosed ? Optional.of(reason) : Optional.empty());
    }

    private static List<Network> networks(String list, Consumer<String> fault) {
        var networks = new ArrayList<Network>();
        for (String word : list.split(",", -1)) {
            Optional<Network> network = Network.parse(word);
            network.ifPresent(networks::add);
            // Who has no address, in Dovecot: nobody here
            if (network.isEmpty() && !word.equals("local")) {
                fault.accept(
                        "allow_nets: '%s' lets nobody in: expected 192.0.2.0/24 or 2001:db8::/32"
                                .formatted(word));
            }
        }
        return networks;
    }

    boolean admit(InetAddress client) {
        return networks.isEmpty()
                || networks.get().stream().anyMatch(network -> network.contains(client));
    }
}
