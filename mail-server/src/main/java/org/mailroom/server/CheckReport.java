// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import java.util.List;

/// What was found in a configuration, one sentence each.
///
/// @param faults keep the server from starting, or from doing what is written
/// @param warnings what the administrator should know
public record CheckReport(List<String> faults, List<String> warnings) {
    public CheckReport {
        faults = List.copyOf(faults);
        warnings = List.copyOf(warnings);
    }
}
