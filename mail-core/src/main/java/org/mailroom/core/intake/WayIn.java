// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.config.ReceiveOverride;

import java.util.Optional;
import java.util.Set;

/// What is special to mail that comes by one door.
///
/// @param filter `content_filter`: the transport and next hop that it goes to first
/// @param without `receive_override_options`: what is not done with it
public record WayIn(Optional<String> filter, Set<ReceiveOverride> without) {
    /// Nothing is.
    public static final WayIn USUAL = new WayIn(Optional.empty(), Set.of());

    public WayIn {
        without = Set.copyOf(without);
    }

    public boolean is(ReceiveOverride override) {
        return without.contains(override);
    }
}
