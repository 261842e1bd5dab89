// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Setting;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Loads a configuration as a start does. Where a value keeps it from being loaded it goes on
/// without that one, so that no fault hides another. Used once.
final class TrialLoad {
    /// Faults; who has more is told the rest when these are mended.
    private static final int MOST = 50;

    private final Consumer<Settings> more;
    private final Consumer<String> faults;
    private final Consumer<String> warnings;
    private final Set<Setting> leftOut = new HashSet<>();

    /// @param more makes of the settings what a start makes of them
    TrialLoad(Consumer<Settings> more, Consumer<String> faults, Consumer<String> warnings) {
        this.more = more;
        this.faults = faults;
        this.warnings = warnings;
    }

    /// The settings without the values that cannot be used; empty where that is not possible.
    Optional<Settings> load(MainCf main) {
        Optional<MainCf> left = Optional.of(main);
        while (left.isPresent() && leftOut.size() < MOST) {
            try {
                Settings settings = Settings.of(left.get(), TlsMaterial::look, warnings);
                more.accept(settings);
                return Optional.of(settings);
            } catch (ConfigException e) {
                e.getMessage().lines().forEach(faults);
                left = e.setting().filter(leftOut::add).flatMap(left.get()::without);
            }
        }
        return Optional.empty();
    }

    /// The values that cannot be used.
    Set<Setting> leftOut() {
        return Set.copyOf(leftOut);
    }
}
