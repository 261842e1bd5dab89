// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A field such as Content-Type or Content-Disposition: a value and parameters (RFC 2045 §5.1, RFC
/// 2183 §2), as they stand: RFC 2231 pieces are not joined. Immutable.
public record ParameterizedValue(String value, List<Parameter> parameters) {
    private static final int MAX_PARAMETERS = 100;

    public record Parameter(String name, String value) {}

    public ParameterizedValue {
        parameters = List.copyOf(parameters);
    }

    /// Reads what can be read; the value is empty where there is none.
    public static ParameterizedValue parse(String text) {
        var in = new FieldScanner(text);
        String value = in.until(";").strip();
        var parameters = new ArrayList<Parameter>();
        while (in.skip(';') && parameters.size() < MAX_PARAMETERS) {
            String name = in.until("=;").strip();
            if (in.skip('=')) {
                parameters.add(new Parameter(name, in.parameterValue()));
                in.until(";");
            }
        }
        return new ParameterizedValue(value, parameters);
    }

    public Optional<String> parameter(String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name().equalsIgnoreCase(name))
                .map(Parameter::value)
                .findFirst();
    }
}
