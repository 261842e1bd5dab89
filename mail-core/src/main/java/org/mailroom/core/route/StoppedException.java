// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

/// Why a walk along aliases cannot go on.
final class StoppedException extends Exception {
    private static final long serialVersionUID = 1L;

    StoppedException(String reason) {
        super(reason);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
