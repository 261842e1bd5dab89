// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.pickup;

import org.mailroom.server.programs.ExitCode;

/// A message is not taken: how `sendmail` ends, and what it says.
final class RefusalException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ExitCode code;

    RefusalException(ExitCode code, String text) {
        super(text);
        this.code = code;
    }

    /// As the answer has it.
    String line() {
        return code.number() + " " + getMessage();
    }
}
