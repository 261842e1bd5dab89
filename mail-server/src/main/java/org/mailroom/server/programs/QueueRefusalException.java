// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.programs;

/// The server does not answer a question, or there is none. The message says why.
public final class QueueRefusalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean serverRuns;
    private final ExitCode code;

    QueueRefusalException(String why, boolean serverRuns) {
        super(why);
        this.serverRuns = serverRuns;
        this.code = ExitCode.UNAVAILABLE;
    }

    private QueueRefusalException(String why, ExitCode code) {
        super(why);
        this.serverRuns = true;
        this.code = code;
    }

    /// What the server says: the reason, for users behind the code that the program ends with.
    static QueueRefusalException of(String line) {
        boolean hasCode = line.matches("[0-9]{2} .*");
        return hasCode
                ? new QueueRefusalException(
                        line.substring(3), ExitCode.of(Integer.parseInt(line.substring(0, 2))))
                : new QueueRefusalException(line, true);
    }

    /// How a program of a user ends.
    ExitCode code() {
        return code;
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
