// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

/// A line of a table that is not used, and why.
record Warning(int line, String text) {

    String in(String file) {
        return "%s, line %d: %s".formatted(file, line, text);
    }
}
