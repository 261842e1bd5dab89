// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What this host, or its domain, can be called. As in Postfix a name may have underscores, and no
/// domain; both are warned of.
final class HostName {
    private static final int MAX_NAME = 255;

    // RFC 1035 §2.3.1, RFC 1123 §2.1
    private static final Pattern LABEL =
            Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?");

    private HostName() {}

    static Type<String> type(String expected) {
        return new Type<>("text", expected, text -> Optional.of(text).filter(HostName::isValid));
    }

    private static boolean isValid(String text) {
        boolean number = text.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
        return !number
                && text.length() <= MAX_NAME
                && List.of(text.split("\\.", -1)).stream()
                        .allMatch(label -> LABEL.matcher(label).matches());
    }

    /// What is wrong with a name that can be used; nothing where all is well.
    static Optional<String> warning(String name) {
        if (name.indexOf('.') < 0) {
            return Optional.of(
                    "\"%s\" is not a fully qualified name, and other servers refuse mail for it: expected a name such as %s.example.org"
                            .formatted(name, name));
        }
        return name.indexOf('_') < 0
                ? Optional.empty()
                : Optional.of(
                        "\"%s\" has an underscore, which no name of a host has (RFC 1123 §2.1), and other servers refuse mail for it"
                                .formatted(name));
    }
}
