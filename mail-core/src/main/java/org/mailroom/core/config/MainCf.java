// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// A configuration that has been read and found good: the value of every parameter, for the whole
/// server and for single services. Immutable; two are equal when all their values are.
public final class MainCf {
    /// What was found that is no fault, one sentence each.
    record Remarks(List<String> warnings, List<String> notes) {
        Remarks {
            warnings = List.copyOf(warnings);
            notes = List.copyOf(notes);
        }
    }

    private final Map<String, String> written;
    private final Map<String, String> defaults;
    private final Values global;
    private final Map<ServiceName, Values> services;
    private final Remarks remarks;
    private final Origins origins;

    MainCf(
            Map<String, String> written,
            Map<String, String> defaults,
            Values global,
            Map<ServiceName, Values> services,
            Remarks remarks,
            Origins origins) {
        this.written = written;
        this.defaults = defaults;
        this.global = global;
        this.services = Map.copyOf(services);
        this.remarks = remarks;
        this.origins = origins;
    }

    /// Reads a file, or `main.cf` in a directory.
    ///
    /// @param overrides `name=value` or `service/type/name=value`, which win over the file
    /// @throws ConfigException naming all that is wrong, one a line
    public static MainCf load(Path fileOrDirectory, List<String> overrides) {
        Path file = file(fileOrDirectory);
        return parse(file, content(file), overrides, Machine.local());
    }

    /// Reads one parameter only, whatever is wrong with the others: how to reach a running server
    /// must be known even while its configuration is being mended.
    ///
    /// @throws ConfigException when the file cannot be read, or the parameter's value
    public static <T> T read(Path fileOrDirectory, List<String> overrides, Parameter<T> parameter) {
        Path file = file(fileOrDirectory);
        var assignments = new Assignments(new Findings());
        assignments.read(file.toString(), content(file));
        overrides.forEach(assignments::override);
        return new Reading(assignments, Machine.local(), directory(file), new Findings())
                .value(parameter);
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

    /// The value for one transport of a parameter that each can have its own of; what was said for
    /// all of them where nothing was said for this one.
    public <T> T get(Parameter<T> parameter, String transport) {
        return global.get(parameter, TransportParameters.name(parameter, transport));
    }

    /// The transports that have a value of their own.
    public Set<String> transportsWith(Parameter<?> parameter) {
        return TransportParameters.transports(parameter, global.texts().keySet());
    }

    /// The services for which a parameter has been set.
    public Set<ServiceName> servicesWith(Parameter<?> parameter) {
        return origins.servicesWith(parameter);
    }

    /// What `use` makes of the value. A fault that it finds in it is told with file, line,
    /// parameter and value.
    ///
    /// @throws ConfigException as `use` throws it, with the place put before it
    public <T, R> R use(Parameter<T> parameter, Function<? super T, ? extends R> use) {
        try {
            return use.apply(get(parameter));
        } catch (ConfigException e) {
            throw fault(parameter, String.valueOf(e.getMessage()));
        }
    }

    /// The same for the value of a service.
    public <T, R> R use(
            Parameter<T> parameter, ServiceName service, Function<? super T, ? extends R> use) {
        try {
            return use.apply(get(parameter, service));
        } catch (ConfigException e) {
            Optional<ServiceName> own =
                    Optional.of(service).filter(servicesWith(parameter)::contains);
            throw ConfigException.of(
                    new Setting(parameter, own), place(parameter, service) + ": " + e.getMessage());
        }
    }

    /// A fault in the value of a parameter, with file, line, parameter and value put before `what`.
    public ConfigException fault(Parameter<?> parameter, String what) {
        return ConfigException.of(
                new Setting(parameter, Optional.empty()), place(parameter) + ": " + what);
    }

    /// What is left without a value, for who looks for faults in others: nothing stands in its
    /// place, or the default. Empty where neither can be.
    public Optional<MainCf> without(Setting setting) {
        Parameter<?> parameter = setting.parameter();
        return Stream.of("", defaults.getOrDefault(parameter.name(), ""))
                .filter(text -> parameter.type().reader().apply(text).isPresent())
                .findFirst()
                .map(text -> with(setting, text));
    }

    private MainCf with(Setting setting, String text) {
        String name = setting.parameter().name();
        Set<ServiceName> own = servicesWith(setting.parameter());
        Optional<ServiceName> only = setting.service();
        var others = new HashMap<ServiceName, Values>();
        services.forEach(
                (service, values) -> {
                    boolean meant =
                            only.map(service::equals).orElseGet(() -> !own.contains(service));
                    others.put(service, meant ? values.with(name, text) : values);
                });
        return new MainCf(
                written,
                defaults,
                only.isPresent() ? global : global.with(name, text),
                others,
                remarks,
                only.map(service -> origins.without(service, name)).orElse(origins));
    }

    /// Whether it was set for all services, so that the default does not hold.
    public boolean isSet(Parameter<?> parameter) {
        return origins.isSet(parameter);
    }

    /// Where a value comes from: `/etc/mailroom/main.cf, line 3: relayhost = [smtp.example.net]`.
    public String place(Parameter<?> parameter) {
        return origins.of(parameter);
    }

    /// Where the value of a service comes from.
    public String place(Parameter<?> parameter, ServiceName service) {
        return origins.of(parameter, service);
    }

    /// The list in a name that is not declared but defined in the file, such as a restriction
    /// class; empty where nobody set it.
    public Optional<List<String>> list(String name) {
        return text(name).map(ListText::split);
    }

    /// What the administrator should know, one sentence each.
    public List<String> warnings() {
        return remarks.warnings;
    }

    /// What needs no action: what was set and has nothing to do here.
    public List<String> notes() {
        return remarks.notes;
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
        Path parent = file.toAbsolutePath().normalize().getParent();
        return parent == null ? Path.of("/") : parent;
    }

    private static Path file(Path fileOrDirectory) {
        return Files.isDirectory(fileOrDirectory)
                ? fileOrDirectory.resolve("main.cf")
                : fileOrDirectory;
    }

    private static String content(Path file) {
        try {
            return text(Files.readAllBytes(file));
        } catch (IOException e) {
            String advice =
                    Files.notExists(file)
                            ? "name another with -c, or copy config/main.cf there"
                            : "it needs read permission for the user who runs this";
            throw new ConfigException(
                    "cannot read %s: %s: %s".formatted(file, FileFault.reason(e), advice));
        }
    }
}
