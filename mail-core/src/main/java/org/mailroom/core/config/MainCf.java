// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A configuration that has been read and found good: the value of every parameter, for the whole
/// server and for single services. Immutable; two are equal when all their values are.
public final class MainCf {
    private final Map<String, String> written;
    private final Map<String, String> defaults;
    private final Values global;
    private final Map<ServiceName, Values> services;
    private final List<String> warnings;

    MainCf(
            Map<String, String> written,
            Map<String, String> defaults,
            Values global,
            Map<ServiceName, Values> services,
            List<String> warnings) {
        this.written = written;
        this.defaults = defaults;
        this.global = global;
        this.services = Map.copyOf(services);
        this.warnings = List.copyOf(warnings);
    }

    /// Reads a file, or `main.cf` in a directory.
    ///
    /// @param overrides `name=value` or `service/type/name=value`, which win over the file
    /// @throws ConfigException naming all that is wrong, one a line
    public static MainCf load(Path fileOrDirectory, List<String> overrides) {
        Path file =
                Files.isDirectory(fileOrDirectory)
                        ? fileOrDirectory.resolve("main.cf")
                        : fileOrDirectory;
        try {
            return parse(file, text(Files.readAllBytes(file)), overrides, Machine.local());
        } catch (IOException e) {
            throw new ConfigException("cannot read %s: %s".formatted(file, reason(file, e)));
        }
    }

    /// Reads a configuration from memory.
    ///
    /// @param file the name that messages give it; its directory is `config_directory`
    public static MainCf parse(Path file, String text, List<String> overrides, Machine machine) {
        var findings = new Findings();
        var assignments = new Assignments(findings);
        assignments.read(file.toString(), text);
        overrides.forEach(assignments::override);
        return new Reading(assignments, machine, directory(file), findings).mainCf();
    }

    /// A configuration of nothing but the given lines, on this machine.
    public static MainCf of(String text) {
        return parse(Path.of("main.cf"), text, List.of(), Machine.local());
    }

    public <T> T get(Parameter<T> parameter) {
        return global.get(parameter);
    }

    /// The value for a service, which is the global one where nothing else was said.
    public <T> T get(Parameter<T> parameter, ServiceName service) {
        return services.getOrDefault(service, global).get(parameter);
    }

    /// The list in a name that is not declared but defined in the file, such as a restriction
    /// class; empty where nobody set it.
    public Optional<List<String>> list(String name) {
        return text(name).map(ListText::split);
    }

    /// What the administrator should know, one sentence each.
    public List<String> warnings() {
        return warnings;
    }

    /// What was set, by name or `service/type/name`, as it was written.
    Map<String, String> written() {
        return written;
    }

    /// The default of every parameter, as it would be written.
    Map<String, String> defaults() {
        return defaults;
    }

    /// The value of a name with every `$name` replaced; empty where nobody set or declared it.
    Optional<String> text(String name) {
        return Optional.ofNullable(global.texts().get(name));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MainCf that
                && global.equals(that.global)
                && services.equals(that.services);
    }

    @Override
    public int hashCode() {
        return global.hashCode() + 31 * services.hashCode();
    }

    // A comment in another encoding is no reason to refuse a file
    private static String text(byte[] octets) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
        } catch (CharacterCodingException _) {
            return new String(octets, StandardCharsets.ISO_8859_1);
        }
    }

    private static Path directory(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? Path.of("/") : parent;
    }

    private static String reason(Path file, IOException e) {
        if (Files.notExists(file)) {
            return "there is no such file; name another with -c, or copy config/main.cf there";
        }
        return Files.isReadable(file)
                ? String.valueOf(e.getMessage())
                : "this user may not read it; it needs read permission for the mail owner";
    }
}
