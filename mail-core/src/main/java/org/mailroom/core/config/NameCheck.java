// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Finds names that were set and mean nothing, and names that are used and were never set.
final class NameCheck {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$[({]?([A-Za-z0-9_]+)");
    private static final Pattern PLAIN_REFERENCE =
            Pattern.compile("\\$\\$|\\$([A-Za-z0-9_]+)|\\$[({]([A-Za-z0-9_]+)[)}]");
    private static final String CLASSES = "smtpd_restriction_classes";

    private final List<Assignment> set;
    private final Set<String> names = new HashSet<>();

    /// Names of the administrator's own making: used as `$name`, or restriction classes.
    private final Set<String> used = new HashSet<>();

    NameCheck(Assignments assignments) {
        set =
                Stream.concat(
                                Stream.of(assignments.global()),
                                assignments.services().values().stream())
                        .flatMap(own -> own.values().stream())
                        .toList();
        for (Assignment assignment : set) {
            names.add(assignment.name());
            used.addAll(references(REFERENCE, assignment.text()));
            if (assignment.name().equals(CLASSES)) {
                used.addAll(ListText.split(assignment.text()));
            }
        }
    }

    /// The names that a text refers to.
    static Set<String> namesIn(String text) {
        return references(REFERENCE, text);
    }

    /// Whether nothing here asks for the value of that name.
    boolean isIdle(String name) {
        return Parameters.named(name).isEmpty()
                && (PostfixNames.reason(name).isPresent() || !used.contains(name));
    }

    /// Whether the name means anything: to Mailroom, to Postfix, or to another value.
    boolean isKnown(String name) {
        return isDeclaredSomewhere(name) || used.contains(name);
    }

    void warn(Findings findings) {
        for (Assignment assignment : set) {
            String name = assignment.name();
            if (Parameters.named(name).isPresent()) {
                Parameters.named(name)
                        .filter(parameter -> asksForMissing(assignment, parameter))
                        .ifPresent(
                                parameter ->
                                        findings.warn(notYet(assignment, parameter.missing())));
                warnOfReferences(assignment, findings);
            } else if (PostfixNames.reason(name).isPresent()) {
                PostfixNames.reason(name)
                        .filter(reason -> !asksForNothing(assignment, reason))
                        .ifPresent(reason -> withoutEffect(assignment, reason, findings));
            } else if (!used.contains(name)) {
                findings.warn(unknown(assignment));
            }
        }
    }

    // The names in a template are not those of parameters
    private void warnOfReferences(Assignment assignment, Findings findings) {
        if (Parameters.named(assignment.name()).filter(it -> it.type().isTemplate()).isPresent()) {
            return;
        }
        for (String name : references(PLAIN_REFERENCE, assignment.text())) {
            if (!names.contains(name) && !isDeclaredSomewhere(name)) {
                findings.warn(
                        "%s: $%s in the value of %s is not set anywhere%s"
                                .formatted(
                                        assignment.place(), name, assignment.name(), hint(name)));
            }
        }
    }

    /// What is not built yet is missed by those only who ask for something else than the default.
    private static boolean asksForNothing(Assignment assignment, PostfixNames.Reason reason) {
        boolean usual = assignment.text().isEmpty() || assignment.text().equals(reason.fallback());
        return usual && reason.group() == PostfixNames.Group.NOT_YET;
    }

    private static boolean asksForMissing(Assignment assignment, Parameter<?> parameter) {
        return !parameter.missing().isEmpty()
                && !assignment.text().isEmpty()
                && !assignment.text().equals(parameter.fallback());
    }

    private static String notYet(Assignment assignment, String why) {
        return "%s: %s is not supported yet: %s"
                .formatted(assignment.place(), assignment.name(), why);
    }

    private static void withoutEffect(
            Assignment assignment, PostfixNames.Reason reason, Findings findings) {
        switch (reason.group()) {
            case NOT_YET -> findings.warn(notYet(assignment, reason.why()));
            case NOT_NEEDED ->
                    findings.note(
                            "%s: %s is not needed: %s"
                                    .formatted(
                                            assignment.place(), assignment.name(), reason.why()));
        }
    }

    private String unknown(Assignment assignment) {
        return "%s: %s is no known parameter%s"
                .formatted(assignment.place(), assignment.name(), hint(assignment.name()));
    }

    private static String hint(String name) {
        return NearestName.of(name, known()).map(near -> ", did you mean " + near + "?").orElse("");
    }

    private static boolean isDeclaredSomewhere(String name) {
        return Parameters.named(name).isPresent() || PostfixNames.reason(name).isPresent();
    }

    private static Collection<String> known() {
        var known = new ArrayList<>(PostfixNames.all().keySet());
        Parameters.all().forEach(parameter -> known.add(parameter.name()));
        return known;
    }

    private static Set<String> references(Pattern pattern, String text) {
        var found = new HashSet<String>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            for (int group = 1; group <= matcher.groupCount(); group++) {
                if (matcher.group(group) != null) {
                    found.add(matcher.group(group));
                }
            }
        }
        return found;
    }
}
