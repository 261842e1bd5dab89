// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.programs;

/// The server does not answer a question, or there is none. The message says why.
public final class QueueRefusalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean serverRuns;

    QueueRefusalException(String why, boolean serverRuns) {
        super(why);
        this.serverRuns = serverRuns;
    }

    /// Whether somebody was there to ask.
    boolean serverRuns() {
        return serverRuns;
    }

    /// Why, for a person.
    public String reason() {
        return String.valueOf(getMessage());
    }
}
