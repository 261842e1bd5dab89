// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.config.ReceiveOverride;
import org.mailroom.core.queue.Handling;
import org.mailroom.core.route.AliasKind;
import org.mailroom.core.route.TransportSpec;

import java.time.ZoneId;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// What intake takes from the configuration.
///
/// @param hostname `myhostname`
/// @param mailName `mail_name`
/// @param dropHeaders `message_drop_headers`, in lower case
/// @param replaceStrayCr `cleanup_replace_stray_cr_lf`
/// @param headerSizeLimit `header_size_limit`: a longer field passes without being looked at
/// @param hopcountLimit `hopcount_limit`
/// @param messageSizeLimit `message_size_limit`; 0 is no limit
/// @param filterNexthop `default_filter_nexthop`
/// @param followed the aliases that are followed
public record CleanupSettings(
        String hostname,
        String mailName,
        Set<String> dropHeaders,
        boolean replaceStrayCr,
        int headerSizeLimit,
        int hopcountLimit,
        long messageSizeLimit,
        ZoneId zone,
        String filterNexthop,
        Set<AliasKind> followed,
        CleanupTables tables) {

    public CleanupSettings {
        dropHeaders =
                dropHeaders.stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toUnmodifiableSet());
    }

    /// The same for mail that comes one way.
    CleanupSettings of(WayIn way) {
        return way.without().isEmpty()
                ? this
                : new CleanupSettings(
                        hostname,
                        mailName,
                        dropHeaders,
                        replaceStrayCr,
                        headerSizeLimit,
                        hopcountLimit,
                        messageSizeLimit,
                        zone,
                        filterNexthop,
                        way.is(ReceiveOverride.NO_ADDRESS_MAPPINGS)
                                ? Set.of(AliasKind.LOCAL)
                                : followed,
                        tables.of(way));
    }

    /// Which aliases are followed: local ones not before the message has come back from a filter,
    /// as local(8) does it.
    Set<AliasKind> followed(Handling handling) {
        if (handling.transport().isEmpty()) {
            return followed;
        }
        return followed.contains(AliasKind.VIRTUAL) ? Set.of(AliasKind.VIRTUAL) : Set.of();
    }

    /// The same with a next hop for a filter that was named without one.
    Handling complete(Handling handling) {
        return filterNexthop.isEmpty()
                ? handling
                : handling.by(handling.transport().map(this::complete));
    }

    private String complete(String filter) {
        TransportSpec spec = TransportSpec.parse(filter);
        return spec.nexthop().isEmpty() ? spec.transport() + ":" + filterNexthop : filter;
    }

    LineEnds.StrayCr strayCr() {
        return replaceStrayCr ? LineEnds.StrayCr.SPACE : LineEnds.StrayCr.KEEP;
    }
}
