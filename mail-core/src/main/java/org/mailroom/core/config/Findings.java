// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Warnings and errors, each once, in the order in which they were found.
final class Findings {
    private final Set<String> warnings = new LinkedHashSet<>();
    private final Set<String> problems = new LinkedHashSet<>();

    void warn(String text) {
        warnings.add(text);
    }

    void problem(String text) {
        problems.add(text);
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /// @throws ConfigException with all problems, one a line, if there are any
    void throwProblems() {
        if (!problems.isEmpty()) {
            throw new ConfigException(String.join("\n", problems));
        }
    }

    boolean isClean() {
        return problems.isEmpty();
    }
}
