// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What a `main.cf` and the command line set, before anything is made of it. Used by one thread,
/// while a configuration is read.
final class Assignments {
    /// What Postfix's master.cf has called the port of `submissions` before.
    private static final ServiceName OLD_SMTPS = ServiceName.server("smtps");

    private final Map<String, Assignment> global = new LinkedHashMap<>();
    private final Map<ServiceName, Map<String, Assignment>> services = new LinkedHashMap<>();
    private final Findings findings;

    Assignments(Findings findings) {
        this.findings = findings;
    }

    /// Takes the lines of a file. The last assignment of a name wins.
    void read(String file, String content) {
        for (LogicalLine line : LogicalLine.of(file, content, findings::warn)) {
            String place = file + ", line " + line.number();
            if (line.text().endsWith("\\")) {
                findings.warn(
                        place
                                + ": a '\\' at the end has no meaning in main.cf and is part of the"
                                + " value; a line is continued by white space before the next");
            }
            assign(place, line.text(), true);
        }
    }

    /// Takes `name=value` from the command line, which wins over the file without a word.
    void override(String option) {
        assign("-o", option, false);
    }

    Map<String, Assignment> global() {
        return global;
    }

    Map<ServiceName, Map<String, Assignment>> services() {
        return services;
    }

    /// What was set, by name or `service/type/name`, with white space made single blanks.
    Map<String, String> written(Predicate<String> known) {
        var written = new HashMap<String, String>();
        global.forEach((name, set) -> written.put(name, normalized(set)));
        services.forEach(
                (service, own) ->
                        own.forEach(
                                (name, set) -> written.put(service + "/" + name, normalized(set))));
        written.keySet().removeIf(name -> !known.test(name.substring(name.lastIndexOf('/') + 1)));
        return Map.copyOf(written);
    }

    private static String normalized(Assignment set) {
        return set.text().replaceAll("\\s+", " ");
    }

    private void assign(String place, String line, boolean tell) {
        int equals = line.indexOf('=');
        String left = equals < 0 ? line : line.substring(0, equals).strip();
        if (equals < 0) {
            findings.problem(place + ": missing '=' after \"" + shortened(line) + "\"");
            return;
        }
        int slash = left.lastIndexOf('/');
        var set =
                new Assignment(
                        place, left.substring(slash + 1), line.substring(equals + 1).strip());
        if (!isName(set.name())) {
            findings.problem(
                    place + ": \"" + shortened(left) + "\" is no name: expected name = value");
            return;
        }
        target(place, slash < 0 ? "" : left.substring(0, slash))
                .ifPresent(names -> put(names, set, tell));
    }

    private void put(Map<String, Assignment> names, Assignment set, boolean tell) {
        Assignment earlier = names.put(set.name(), set);
        if (earlier != null && tell) {
            findings.warn(
                    "%s: overriding earlier entry: %s=%s"
                            .formatted(set.place(), set.name(), earlier.text()));
        }
    }

    private Optional<Map<String, Assignment>> target(String place, String service) {
        if (service.isEmpty()) {
            return Optional.of(global);
        }
        Optional<ServiceName> named = ServiceName.parse(service);
        if (named.isEmpty()) {
            findings.problem(
                    place
                            + ": \""
                            + shortened(service)
                            + "\" is no service: expected service/inet or service/unix");
        }
        return named.map(of -> services.computeIfAbsent(of, _ -> new LinkedHashMap<>()));
    }

    /// Tells of values for services that there are not, once all has been read.
    void warnOfServices() {
        services.forEach(
                (service, own) -> {
                    if (!service.isBuiltIn() && !isDeclared(own)) {
                        own.values().forEach(set -> warnOfService(service, set));
                    }
                });
    }

    private void warnOfService(ServiceName service, Assignment set) {
        Stream<ServiceName> declared =
                services.entrySet().stream()
                        .filter(entry -> isDeclared(entry.getValue()))
                        .map(Map.Entry::getKey);
        List<String> known =
                Stream.concat(ServiceName.builtIn(), declared).map(ServiceName::toString).toList();
        String meant =
                Optional.of(service)
                        .filter(OLD_SMTPS::equals)
                        .map(_ -> ServiceName.server("submissions").toString())
                        .or(() -> NearestName.of(service.toString(), known))
                        .map(", did you mean %s?"::formatted)
                        .orElse("");
        findings.warn(
                "%s: there is no service %s, this has no effect%s"
                        .formatted(set.place(), service, meant));
    }

    private static boolean isDeclared(Map<String, Assignment> own) {
        return own.containsKey(ProgramParameters.COMMAND.name());
    }

    // As in Postfix nearly all goes: policyd-spf_time_limit is a name, though not as $name
    private static boolean isName(String text) {
        return !text.isEmpty()
                && text.chars()
                        .noneMatch(c -> Character.isWhitespace(c) || "${}()".indexOf(c) >= 0);
    }

    private static String shortened(String text) {
        List<String> shown = text.lines().toList();
        String first = shown.isEmpty() ? "" : shown.getFirst();
        return first.length() <= 60 ? first : first.substring(0, 60) + "...";
    }
}
