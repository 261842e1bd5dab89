// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.ArrayList;
import java.util.List;

/// A chapter of the reference page, in the order in which its parameters are declared. Filled while
/// the class that declares them is loaded, and not changed after that.
final class Chapter {
    private final String title;
    private final List<Parameter<?>> parameters = new ArrayList<>();

    Chapter(String title) {
        this.title = title;
    }

    <T> Parameter<T> add(Parameter<T> parameter) {
        parameters.add(parameter);
        return parameter;
    }

    <T> Parameter<T> add(String name, Type<T> type, String fallback, String doc) {
        return add(Parameter.of(name, type, fallback, doc));
    }

    String title() {
        return title;
    }

    List<Parameter<?>> parameters() {
        return List.copyOf(parameters);
    }
}
