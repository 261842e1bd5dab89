// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

/// A line of a table of rules that cannot be used.
final class BadRule extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String text;

    BadRule(String text) {
        super(text, null, false, false);
        this.text = text;
    }

    String text() {
        return text;
    }
}
