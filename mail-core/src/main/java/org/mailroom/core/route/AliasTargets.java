// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import org.mailroom.core.address.Address;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The right-hand side of an alias.
final class AliasTargets {
    private AliasTargets() {}

    /// Parts it at commas that are not within quotes.
    static List<String> split(String text) {
        var targets = new ArrayList<String>();
        var target = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quoted && i + 1 < text.length()) {
                target.append(c).append(text.charAt(++i));
            } else if (c == ',' && !quoted) {
                add(target, targets);
            } else {
                quoted ^= c == '"';
                target.append(c);
            }
        }
        add(target, targets);
        return targets;
    }

    private static void add(StringBuilder target, List<String> targets) {
        String stripped = target.toString().strip();
        if (!stripped.isEmpty()) {
            targets.add(stripped);
        }
        target.setLength(0);
    }

    /// Whether it is a command, a file or a list in a file (aliases(5)).
    static boolean isSpecial(String target) {
        String bare = target.startsWith("\"") ? target.substring(1) : target;
        return bare.startsWith("|") || bare.startsWith("/") || bare.startsWith(":include:");
    }

    /// The address that a target names; `\name` is the local user of that name.
    static Optional<Address> address(String target, String origin) {
        String text = target.startsWith("\\") ? target.substring(1) : target;
        int at = text.lastIndexOf('@');
        String local = unquoted(at < 0 ? text : text.substring(0, at));
        String domain = at < 0 ? origin : text.substring(at + 1);
        boolean bad = local.isEmpty() || domain.isEmpty() || domain.contains(" ");
        boolean control = text.chars().anyMatch(c -> c < ' ' || c == 127);
        return bad || control ? Optional.empty() : Optional.of(new Address(local, domain));
    }

    private static String unquoted(String local) {
        boolean quoted = local.length() > 1 && local.startsWith("\"") && local.endsWith("\"");
        return quoted ? local.substring(1, local.length() - 1).replaceAll("\\\\(.)", "$1") : local;
    }
}
