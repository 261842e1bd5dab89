// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.sasl;

import org.mailroom.core.tls.TlsChannel;

import java.util.List;
import java.util.Locale;

/// What there is to log in with at a server.
///
/// @param mechanisms those that it names, in any case
/// @param channel what a login can be bound to
public record LoginOffer(List<String> mechanisms, TlsChannel channel) {
    private static final String PLUS = "-PLUS";

    public LoginOffer {
        mechanisms =
                mechanisms.stream().map(mechanism -> mechanism.toUpperCase(Locale.ROOT)).toList();
    }

    /// Whether a mechanism can be used.
    boolean has(ClientMechanism mechanism) {
        boolean bound = mechanism.label().endsWith(PLUS);
        return mechanisms.contains(mechanism.label()) && (!bound || channel.canBind());
    }

    /// What a mechanism says of the connection.
    ScramBinding binding(ClientMechanism mechanism) {
        if (mechanism.label().endsWith(PLUS)) {
            return ScramBinding.to(channel);
        }
        boolean offered = mechanisms.stream().anyMatch(name -> name.endsWith(PLUS));
        return offered || !channel.canBind() ? ScramBinding.IMPOSSIBLE : ScramBinding.NOT_OFFERED;
    }
}
