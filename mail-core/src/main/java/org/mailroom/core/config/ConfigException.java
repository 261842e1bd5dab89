// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

/// A configuration that cannot be used. The message is one sentence for the administrator: file,
/// line, parameter, value, and what was expected.
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(message);
    }
}
