// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.programs;

/// A program can go no further: how it ends, and what it says.
final class FatalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode code;

    FatalException(ExitCode code, String text) {
        super(text);
        this.code = code;
    }

    ExitCode code() {
        return code;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
