// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.pipe;

import org.mailroom.core.address.Address;
import org.mailroom.core.config.Expansion;
import org.mailroom.core.delivery.Consignment;
import org.mailroom.core.program.SystemUser;
import org.mailroom.core.queue.Origin;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.table.Delimiters;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

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
        ofMail.forEach(
                (name, value) ->
                        variables.put(name, Delimiters.harmless(value, settings.harmless())));
        return variables;
    }

    /// Where it runs; none where nothing is said.
    Optional<String> directory() {
        LocalSettings.Directory where = settings.directory();
        String path =
                Expansion.of(
                        where.template(),
                        name -> Delimiters.harmless(word(name), where.harmless()));
        return path.isEmpty() ? Optional.empty() : Optional.of(path);
    }

    private String word(String name) {
        Address address = consignment.recipients().getFirst().address();
        return switch (name) {
            case "home" -> user.home();
            case "shell" -> user.shell();
            case "local" -> address.localPart();
            case "domain" -> address.domain();
            case "recipient" -> address.toString();
            default -> settings.delimiters().split(address.localPart()).word(name);
        };
    }
}
