// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import org.mailroom.core.address.AddressText;
import org.mailroom.core.address.AddressText.Separators;
import org.mailroom.core.queue.Handover;

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

    /// The command or file that it is.
    static Handover handover(String target, String owner) {
        String bare = unquoted(target);
        return bare.startsWith("|")
                ? new Handover(Handover.Kind.COMMAND, bare.substring(1).strip(), owner)
                : new Handover(Handover.Kind.FILE, bare, owner);
    }

    // "|program \"with words\"", and |"program", as old files have it
    private static String unquoted(String target) {
        String command = target.startsWith("|") ? target.substring(1).strip() : target;
        boolean quoted = command.length() > 1 && command.startsWith("\"") && command.endsWith("\"");
        String bare =
                quoted
                        ? command.substring(1, command.length() - 1).replaceAll("\\\\(.)", "$1")
                        : command;
        return target.startsWith("|") ? "|" + bare : bare;
    }

    /// Whether it is a command or a file (aliases(5)).
    static boolean isSpecial(String target) {
        String bare = target.startsWith("\"") ? target.substring(1) : target;
        return bare.startsWith("|") || bare.startsWith("/");
    }
}
