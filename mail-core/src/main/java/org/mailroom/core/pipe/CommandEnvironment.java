// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.pipe;

import org.mailroom.core.address.Address;
import org.mailroom.core.delivery.Consignment;
import org.mailroom.core.program.SystemUser;
import org.mailroom.core.queue.Origin;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.table.Delimiters;

import java.util.HashMap;
import java.util.Map;

/// What a command learns of its mail by its environment (local(8)). A shell may look at it, so that
/// of what comes with the mail only harmless characters are left: others become `_`.
record CommandEnvironment(Consignment consignment, SystemUser user, LocalSettings settings) {

    Map<String, String> variables() {
        var variables = new HashMap<String, String>(settings.environment());
        variables.put("HOME", user.home());
        variables.put("LOGNAME", user.name());
        variables.put("SHELL", user.shell());
        Recipient recipient = consignment.recipients().getFirst();
        Address address = recipient.address();
        Delimiters.Split split = settings.delimiters().split(address.localPart());
        Origin origin = consignment.envelope().origin();
        var ofMail =
                Map.ofEntries(
                        Map.entry("USER", split.user()),
                        Map.entry("EXTENSION", split.bareExtension()),
                        Map.entry("LOCAL", address.localPart()),
                        Map.entry("DOMAIN", address.domain()),
                        Map.entry("RECIPIENT", address.toString()),
                        Map.entry("ORIGINAL_RECIPIENT", recipient.original().toString()),
                        Map.entry("SENDER", consignment.envelope().sender().toString()),
                        Map.entry("CLIENT_ADDRESS", origin.clientAddress()),
                        Map.entry("CLIENT_HELO", origin.helo()),
                        Map.entry("CLIENT_HOSTNAME", origin.clientName()),
                        Map.entry("CLIENT_PROTOCOL", origin.protocol()),
                        Map.entry("SASL_USERNAME", origin.login().orElse("")));
        ofMail.forEach((name, value) -> variables.put(name, harmless(value)));
        return variables;
    }

    private String harmless(String value) {
        var safe = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            safe.append(settings.harmless().indexOf(c) >= 0 ? c : '_');
        }
        return safe.toString();
    }
}
