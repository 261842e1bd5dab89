// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Warnings and errors, each once, in the order in which they were found.
final class Findings {
    private static final int MAX_SHOWN = 20;

    private final Set<String> warnings = new LinkedHashSet<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private final Set<String> problems = new LinkedHashSet<>();

    void warn(String text) {
        warnings.add(printable(text));
    }

    /// Tells of what needs no action.
    void note(String text) {
        notes.add(printable(text));
    }

    void problem(String text) {
        problems.add(printable(text));
    }

    // What stands in a file that is no main.cf shall not reach a terminal
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    /// The first warnings; a file that is no main.cf at all has one for each line.
    List<String> firstWarnings() {
        return warnings.stream().limit(MAX_SHOWN).toList();
    }

    MainCf.Remarks remarks() {
        return new MainCf.Remarks(List.copyOf(warnings), List.copyOf(notes));
    }

    /// @throws ConfigException with all problems, one a line, if there are any
    void throwProblems() {
        if (!problems.isEmpty()) {
            String shown = problems.stream().limit(MAX_SHOWN).collect(Collectors.joining("\n"));
            int more = problems.size() - MAX_SHOWN;
            throw new ConfigException(more > 0 ? shown + "\nand " + more + " more" : shown);
        }
    }

    boolean isClean() {
        return problems.isEmpty();
    }
}
