// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.RewriteParameters;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.table.AddressLookup;
import org.mailroom.core.table.Delimiters;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.Match;
import org.mailroom.core.table.MatchList.Reach;
import org.mailroom.smtp.access.CertificateRights;
import org.mailroom.smtp.identity.Client;

import java.util.List;
import java.util.function.Predicate;

/// Whose mail is local, so that its header is completed and rewritten: the words of
/// `local_header_rewrite_clients`.
final class LocalHeaderClients {
    private LocalHeaderClients() {}

    /// @throws ConfigException when a word is none of them
    static Predicate<Client> of(Settings settings, ServiceName service) {
        return settings.main()
                .use(
                        RewriteParameters.LOCAL_HEADER_REWRITE_CLIENTS,
                        service,
                        words ->
                                words.stream()
                                        .map(word -> one(word, settings, service))
                                        .reduce(_ -> false, Predicate::or));
    }

    private static Predicate<Client> one(String word, Settings settings, ServiceName service) {
        return switch (word) {
            case "permit_inet_interfaces" -> client -> OwnAddresses.isHere(client.address());
            case "permit_mynetworks" ->
                    client -> settings.mynetworks().contains(client.address()) instanceof Match.Yes;
            case "permit_sasl_authenticated" -> client -> client.login().isPresent();
            case "permit_tls_clientcerts" -> {
                CertificateRights rights = rights(settings, service);
                yield client -> rights.relaying(client) instanceof Lookup.Found;
            }
            case "permit_tls_all_clientcerts" -> rights(settings, service)::isTrusted;
            // What follows it is a table, with or without this word
            case "check_address_map" -> _ -> false;
            default -> inTable(word, settings);
        };
    }

    private static CertificateRights rights(Settings settings, ServiceName service) {
        return CertificateSettings.rights(settings.main(), service, settings.tables());
    }

    private static Predicate<Client> inTable(String word, Settings settings) {
        if (word.indexOf(':') < 0) {
            throw new ConfigException(
                    "there is no \"%s\"; expected permit_inet_interfaces, permit_mynetworks, "
                                    .formatted(word)
                            + "permit_sasl_authenticated or check_address_map type:table");
        }
        var lookup =
                new AddressLookup(
                        List.of(settings.tables().open(word)),
                        Delimiters.NONE,
                        _ -> Match.NO,
                        Reach.NAME);
        return client -> lookup.exactly(client.addressText()) instanceof Lookup.Found;
    }
}
