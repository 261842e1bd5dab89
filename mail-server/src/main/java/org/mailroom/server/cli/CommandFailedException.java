// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

/// A command cannot do what it was told to. The message says why and what to do.
final class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailedException(String message) {
        super(message);
    }
}
