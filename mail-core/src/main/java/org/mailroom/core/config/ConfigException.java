// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.List;
import java.util.Optional;

/// A configuration that cannot be used. The message is one sentence for the administrator: file,
/// line, parameter, value, and what was expected.
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> warnings;
    private final transient Optional<Setting> setting;
    private final transient Optional<MainCf> rest;

    public ConfigException(String message) {
        this(message, List.of(), Optional.empty(), Optional.empty());
    }

    private ConfigException(
            String message,
            List<String> warnings,
            Optional<Setting> setting,
            Optional<MainCf> rest) {
        super(message);
        this.warnings = List.copyOf(warnings);
        this.setting = setting;
        this.rest = rest;
    }

    /// One whose fault is a value.
    static ConfigException of(Setting setting, String message) {
        return new ConfigException(message, List.of(), Optional.of(setting), Optional.empty());
    }

    /// The same with what else was found.
    ///
    /// @param rest what there is without the assignments that are wrong
    ConfigException with(List<String> others, Optional<MainCf> rest) {
        return new ConfigException(getMessage(), others, setting, rest);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /// What the administrator should know besides.
    public List<String> warnings() {
        return warnings;
    }

    /// What cannot be used, where it is one value.
    public Optional<Setting> setting() {
        return setting;
    }

    /// The configuration without what is wrong, for who looks for more faults.
    public Optional<MainCf> rest() {
        return rest;
    }
}
