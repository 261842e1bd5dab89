// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.AddressParameters;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.ExtensionTables;
import org.mailroom.core.config.FileFault;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.NameParameters;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.RewriteParameters;
import org.mailroom.core.config.SrsParameters;
import org.mailroom.core.delivery.OutgoingSettings;
import org.mailroom.core.rewrite.AddressMap;
import org.mailroom.core.rewrite.SenderRewriting;
import org.mailroom.core.table.AddressLookup;
import org.mailroom.core.table.Match;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// From `main.cf` to the addresses of mail that leaves.
record OutgoingAddresses(MainCf main) {
    private static final int MIN_SECRET_CHARS = 16;
    private static final Duration MAX_AGE = Duration.ofDays(1000);

    OutgoingSettings settings(
            Function<Parameter<List<String>>, AddressLookup> lookup,
            Optional<SenderRewriting> srs,
            OutgoingSettings.Checks checks) {
        Parameter<List<String>> maps = RewriteParameters.SMTP_GENERIC_MAPS;
        return new OutgoingSettings(
                main.get(maps).isEmpty()
                        ? Optional.empty()
                        : Optional.of(generic(lookup.apply(maps))),
                srs,
                checks);
    }

    private AddressMap generic(AddressLookup lookup) {
        return new AddressMap(
                lookup::addressAnswer,
                main.get(AddressParameters.PROPAGATE_UNMATCHED_EXTENSIONS)
                        .contains(ExtensionTables.GENERIC),
                main.get(NameParameters.MYORIGIN));
    }

    /// @param isLocal whether mail for a domain comes to this server
    /// @throws ConfigException when there is a domain, but no secret
    Optional<SenderRewriting> srs(Function<String, Match> isLocal) {
        String domain = main.get(SrsParameters.SRS_DOMAIN);
        if (domain.isEmpty()) {
            return Optional.empty();
        }
        if (isLocal.apply(domain) instanceof Match.No) {
            throw main.fault(
                    SrsParameters.SRS_DOMAIN,
                    "expected a domain of mydestination, since bounces come back to it");
        }
        if (main.get(SrsParameters.SRS_MAXIMAL_AGE).compareTo(MAX_AGE) > 0) {
            throw main.fault(SrsParameters.SRS_MAXIMAL_AGE, "expected at most 1000d");
        }
        List<String> secrets = main.use(SrsParameters.SRS_SECRET_FILE, OutgoingAddresses::secrets);
        return Optional.of(
                new SenderRewriting(
                        domain,
                        secrets,
                        main.get(SrsParameters.SRS_MAXIMAL_AGE),
                        InstantSource.system()));
    }

    private static List<String> secrets(Optional<Path> file) {
        if (file.isEmpty()) {
            throw new ConfigException("srs_domain needs a file with a secret");
        }
        try {
            List<String> secrets =
                    Files.readAllLines(file.get()).stream()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .toList();
            boolean good = secrets.stream().allMatch(it -> it.length() >= MIN_SECRET_CHARS);
            if (secrets.isEmpty() || !good) {
                throw new ConfigException(
                        "expected secrets of at least %d characters, one a line"
                                .formatted(MIN_SECRET_CHARS));
            }
            return secrets;
        } catch (IOException e) {
            throw new ConfigException("cannot read " + file.get() + ": " + FileFault.reason(e));
        }
    }
}
