// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

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
public record CleanupSettings(
        String hostname,
        String mailName,
        Set<String> dropHeaders,
        boolean replaceStrayCr,
        int headerSizeLimit,
        int hopcountLimit,
        long messageSizeLimit,
        ZoneId zone,
        CleanupTables tables) {

    public CleanupSettings {
        dropHeaders =
                dropHeaders.stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toUnmodifiableSet());
    }

    LineEnds.StrayCr strayCr() {
        return replaceStrayCr ? LineEnds.StrayCr.SPACE : LineEnds.StrayCr.KEEP;
    }
}
