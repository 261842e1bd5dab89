// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

/// The right-hand side of an alias.
final class AliasTargets {
    private AliasTargets() {}

    /// Whether it is a command, a file or a list in a file (aliases(5)).
    static boolean isSpecial(String target) {
        String bare = target.startsWith("\"") ? target.substring(1) : target;
        return bare.startsWith("|") || bare.startsWith("/") || bare.startsWith(":include:");
    }
}
