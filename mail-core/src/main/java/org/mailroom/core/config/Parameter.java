// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.Set;

/// A parameter of `main.cf`, declared once: its type, its default and its documentation.
///
/// @param fallback the default, as it would stand in `main.cf`, so it may contain `$names`
/// @param doc what it does, for the reference page
/// @param difference what is not as in Postfix; empty where all is
/// @param origin whose name it is
/// @param change when a new value takes effect
/// @param missing why it has no effect yet; empty where it has one
public record Parameter<T>(
        String name,
        Type<T> type,
        String fallback,
        String doc,
        String difference,
        Origin origin,
        Change change,
        String missing) {

    /// Whose name a parameter is.
    public enum Origin {
        POSTFIX,
        MAILROOM
    }

    /// When a new value takes effect.
    public enum Change {
        RELOAD,
        START
    }

    /// The names of the parameters that the default is made from.
    public Set<String> namesInDefault() {
        return NameCheck.namesIn(fallback);
    }

    public static <T> Parameter<T> of(String name, Type<T> type, String fallback, String doc) {
        return new Parameter<>(name, type, fallback, doc, "", Origin.POSTFIX, Change.RELOAD, "");
    }

    /// This parameter as one that Postfix does not have.
    Parameter<T> own() {
        return new Parameter<>(
                name, type, fallback, doc, difference, Origin.MAILROOM, change, missing);
    }

    /// This parameter as one that is read at start only.
    Parameter<T> atStart() {
        return new Parameter<>(
                name, type, fallback, doc, difference, origin, Change.START, missing);
    }

    /// This parameter with what is not as in Postfix.
    Parameter<T> differs(String how) {
        return new Parameter<>(name, type, fallback, doc, how, origin, change, missing);
    }

    /// This parameter as one whose effect is still to be built: `why` is for a warning where
    /// something else than the default is set.
    Parameter<T> notYet(String why) {
        return new Parameter<>(name, type, fallback, doc, difference, origin, change, why);
    }
}
