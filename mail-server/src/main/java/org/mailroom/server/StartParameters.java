// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.Parameters;

import java.util.List;

/// Parameters that are read at start only.
final class StartParameters {
    private StartParameters() {}

    /// The names of those that differ.
    static List<String> changed(MainCf running, MainCf next) {
        return Parameters.all().stream()
                .filter(parameter -> parameter.change() == Parameter.Change.START)
                .filter(parameter -> !running.get(parameter).equals(next.get(parameter)))
                .<String>map(Parameter::name)
                .toList();
    }
}
