// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Makes values of assignments, and finds what is wrong with them. Used once.
final class Reading {
    private static final Pattern FOREIGN_DIRECTORY = Pattern.compile("/var/[^/]+/postfix(/.*)?");
    private static final Pattern FOREIGN_USER = Pattern.compile("postfix");

    private final Assignments assignments;
    private final Machine machine;
    private final Path directory;
    private final Findings findings;
    private final Set<Assignment> broken = new HashSet<>();

    Reading(Assignments assignments, Machine machine, Path directory, Findings findings) {
        this.assignments = assignments;
        this.machine = machine;
        this.directory = directory;
        this.findings = findings;
    }

    /// @throws ConfigException with all that is wrong
    MainCf mainCf() {
        try {
            return strict();
        } catch (ConfigException e) {
            throw e.with(findings.firstWarnings(), rest());
        }
    }

    private Optional<MainCf> rest() {
        assignments.global().values().removeIf(broken::contains);
        assignments.services().values().forEach(own -> own.values().removeIf(broken::contains));
        try {
            return Optional.of(
                    new Reading(assignments, machine, directory, new Findings()).strict());
        } catch (ConfigException moreThanValues) {
            return Optional.empty();
        }
    }

    private MainCf strict() {
        leaveToPostfix(QueueParameters.QUEUE_DIRECTORY, FOREIGN_DIRECTORY);
        leaveToPostfix(PathParameters.DATA_DIRECTORY, FOREIGN_DIRECTORY);
        leaveToPostfix(PathParameters.MAIL_OWNER, FOREIGN_USER);
        leaveMaildirs();
        assignments.warnOfServices();
        var names = new NameCheck(assignments);
        Values global = values(assignments.global(), names);
        var services = new HashMap<ServiceName, Values>();
        Map<String, String> written = assignments.written(names::isKnown);
        ServiceDefaults.addTo(assignments.services());
        assignments.services().forEach((name, own) -> services.put(name, values(own, names)));
        names.warn(findings);
        findings.throwProblems();
        var origins = new Origins(assignments.global(), assignments.services());
        warnOfHostName(global, origins);
        return new MainCf(written, defaults(), global, services, findings.remarks(), origins);
    }

    private void warnOfHostName(Values global, Origins origins) {
        Parameter<String> name = NameParameters.MYHOSTNAME;
        HostName.warning(global.get(name))
                .ifPresent(warning -> findings.warn(origins.of(name) + ": " + warning));
    }

    /// The value of one parameter; what is wrong with it goes to the findings.
    ///
    /// @throws ConfigException when it cannot be read
    <T> T value(Parameter<T> parameter) {
        var scope = new Scope(assignments.global(), machine, directory);
        Assignment set =
                Optional.ofNullable(assignments.global().get(parameter.name()))
                        .orElseGet(() -> byDefault(parameter, scope));
        Map<String, String> texts =
                read(set, scope).map(text -> Map.of(set.name(), text)).orElse(Map.of());
        findings.throwProblems();
        return new Values(texts).get(parameter);
    }

    /// The default of every parameter, before `$names` are replaced.
    private Map<String, String> defaults() {
        var nothingSet = new Scope(Map.of(), machine, directory);
        return Parameters.all().stream()
                .map(Parameter::name)
                .collect(Collectors.toUnmodifiableMap(name -> name, nothingSet::raw));
    }

    // Two servers in one queue would lose mail
    private void leaveToPostfix(Parameter<?> parameter, Pattern foreign) {
        Assignment set = assignments.global().get(parameter.name());
        if (set != null && foreign.matcher(set.text()).matches()) {
            assignments.global().remove(parameter.name());
            findings.warn(
                    "%s: %s = %s belongs to Postfix and is not used; it is %s instead"
                            .formatted(set.place(), set.name(), set.text(), parameter.fallback()));
        }
    }

    private void leaveMaildirs() {
        String name = MailboxParameters.HOME_MAILBOX.name();
        Assignment set = assignments.global().get(name);
        if (set != null && set.text().endsWith("/")) {
            assignments.global().remove(name);
            findings.warn(
                    "%s: %s = %s is a Maildir, of which there are none yet: mail is in the mbox of mail_spool_directory"
                            .formatted(set.place(), name, set.text()));
        }
    }

    /// The values in a scope where some names are set on top of the global ones.
    private Values values(Map<String, Assignment> own, NameCheck names) {
        var assigned = new HashMap<>(assignments.global());
        assigned.putAll(own);
        var scope = new Scope(assigned, machine, directory);
        var texts = new HashMap<String, String>();
        assigned.values().stream()
                .filter(set -> !names.isIdle(set.name()))
                .forEach(set -> read(set, scope).ifPresent(text -> texts.put(set.name(), text)));
        if (findings.isClean()) {
            // A default can only be wrong by a name it refers to, and those are good
            Parameters.all().stream()
                    .filter(parameter -> !assigned.containsKey(parameter.name()))
                    .map(parameter -> byDefault(parameter, scope))
                    .forEach(set -> read(set, scope).ifPresent(t -> texts.put(set.name(), t)));
        }
        return new Values(texts);
    }

    private static Assignment byDefault(Parameter<?> parameter, Scope scope) {
        String name = parameter.name();
        return new Assignment("default of " + name, name, scope.raw(name));
    }

    /// The expanded text, if the parameter's type can read it.
    private Optional<String> read(Assignment set, Scope scope) {
        String where = "%s: %s = %s".formatted(set.place(), set.name(), shown(set.text()));
        try {
            String text = scope.value(set.name());
            Optional<String> expected = mismatch(set.name(), text);
            expected.ifPresent(
                    words ->
                            problem(set, where + became(set.text(), text) + ": expected " + words));
            return expected.isEmpty() ? Optional.of(text) : Optional.empty();
        } catch (ConfigException e) {
            problem(set, where + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private void problem(Assignment set, String text) {
        findings.problem(text);
        broken.add(set);
    }

    /// What was expected, if the value is something else.
    private static Optional<String> mismatch(String name, String text) {
        return Parameters.named(name)
                .<Type<?>>map(Parameter::type)
                .filter(type -> type.reader().apply(text).isEmpty())
                .map(Type::expected);
    }

    private static String became(String written, String text) {
        return text.equals(written) ? "" : " (that is \"" + text + "\")";
    }

    private static String shown(String text) {
        return text.isEmpty() ? "(empty)" : text;
    }
}
