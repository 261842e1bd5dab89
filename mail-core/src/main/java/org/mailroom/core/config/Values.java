// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.HashMap;
import java.util.Map;

/// The values of names as one service sees them, as text in which every `$name` is replaced. Each
/// declared parameter is there, and its type can read it.
record Values(Map<String, String> texts) {
    Values {
        texts = Map.copyOf(texts);
    }

    /// The same with another value of one name.
    Values with(String name, String text) {
        var others = new HashMap<>(texts);
        others.put(name, text);
        return new Values(others);
    }

    <T> T get(Parameter<T> parameter) {
        return get(parameter, parameter.name());
    }

    /// The value under another name, if it has one there.
    <T> T get(Parameter<T> parameter, String name) {
        String text = texts.getOrDefault(name, texts.get(parameter.name()));
        if (text == null) {
            throw new IllegalArgumentException(parameter.name() + " is not declared");
        }
        return parameter.type().reader().apply(text).orElseThrow();
    }
}
