// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.smtp.Verb;
import org.mailroom.smtp.identity.Client;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/// Who may speak for others.
///
/// @param xclient `smtpd_authorized_xclient_hosts`
/// @param xforward `smtpd_authorized_xforward_hosts`
public record ProxyRules(Predicate<Client> xclient, Predicate<Client> xforward) {
    public static final ProxyRules NOBODY = new ProxyRules(_ -> false, _ -> false);

    /// The commands of proxies that a client may use.
    Set<Verb> commands(Client client) {
        Set<Verb> commands = EnumSet.noneOf(Verb.class);
        if (xclient.test(client)) {
            commands.add(Verb.XCLIENT);
        }
        if (xforward.test(client)) {
            commands.add(Verb.XFORWARD);
        }
        return commands;
    }
}
