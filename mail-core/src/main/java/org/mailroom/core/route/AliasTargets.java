// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import org.mailroom.core.address.AddressText;
import org.mailroom.core.address.AddressText.Separators;

import java.util.List;
import java.util.Optional;

/// The right-hand side of an alias.
final class AliasTargets {
    private static final String INCLUDE = ":include:";

    private AliasTargets() {}

    /// The file of a list, `:include:/path` (aliases(5)).
    static Optional<String> list(String target) {
        String bare =
                target.length() > 1 && target.startsWith("\"") && target.endsWith("\"")
                        ? target.substring(1, target.length() - 1)
                        : target;
        return bare.startsWith(INCLUDE)
                ? Optional.of(bare.substring(INCLUDE.length()).strip())
                : Optional.empty();
    }

    /// The targets in a file: some on each line, but for comments.
    static List<String> inFile(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.startsWith("#"))
                .flatMap(line -> AddressText.split(line, Separators.COMMAS).stream())
                .toList();
    }

    /// Whether it is a command or a file (aliases(5)).
    static boolean isSpecial(String target) {
        String bare = target.startsWith("\"") ? target.substring(1) : target;
        return bare.startsWith("|") || bare.startsWith("/");
    }
}
