// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.ListText;

import java.util.List;

/// What stands between the braces of `type:{a, b}`.
final class Members {
    private Members() {}

    /// @throws ConfigException when there are no braces, or nothing between them
    static List<String> of(String spec, String name) {
        List<String> members =
                name.startsWith("{") && name.endsWith("}")
                        ? ListText.split(ListText.unbraced(name))
                        : List.of();
        if (members.isEmpty()) {
            throw new ConfigException(spec + ": expected type:{one, two, ...}");
        }
        return members;
    }
}
