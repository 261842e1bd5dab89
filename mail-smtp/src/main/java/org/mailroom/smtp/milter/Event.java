// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.milter;

import java.util.Arrays;
import java.util.Optional;

/// What a milter is told, and awaits an answer to.
public enum Event {
    CONNECT('C', 0x1, 0x1000, "SMFIC_CONNECT"),
    HELO('H', 0x2, 0x2000, "SMFIC_HELO"),
    MAIL('M', 0x4, 0x4000, "SMFIC_MAIL"),
    RCPT('R', 0x8, 0x8000, "SMFIC_RCPT"),
    DATA('T', 0x200, 0x10000, "SMFIC_DATA"),
    UNKNOWN('U', 0x100, 0x20000, "SMFIC_UNKNOWN"),
    HEADER('L', 0x20, 0x80, "SMFIC_HEADER"),
    END_OF_HEADER('N', 0x40, 0x40000, "SMFIC_EOH"),
    BODY('B', 0x10, 0x80000, "SMFIC_BODY"),
    END_OF_BODY('E', 0, 0, "SMFIC_BODYEOB");

    private static final Event[] STAGES = {
        CONNECT, HELO, MAIL, RCPT, DATA, END_OF_BODY, END_OF_HEADER
    };

    private final char command;
    private final int unwanted;
    private final int unanswered;
    private final String label;

    /// @param unwanted the flag of a milter that is not to be told (`SMFIP_NO…`)
    /// @param unanswered the flag of one that does not answer (`SMFIP_NR_…`)
    Event(char command, int unwanted, int unanswered, String label) {
        this.command = command;
        this.unwanted = unwanted;
        this.unanswered = unanswered;
        this.label = label;
    }

    char command() {
        return command;
    }

    int unwanted() {
        return unwanted;
    }

    int unanswered() {
        return unanswered;
    }

    /// Whether it is about the content of a message, which may take long to be looked at.
    boolean isOfContent() {
        return compareTo(HEADER) >= 0;
    }

    /// Whether what a milter says to it holds for all of the session.
    boolean isOfSession() {
        return this == CONNECT || this == HELO;
    }

    /// The event before which the macros of a stage are told (`SMFIM_…`).
    static Optional<Event> ofStage(int number) {
        return number >= 0 && number < STAGES.length
                ? Optional.of(Arrays.asList(STAGES).get(number))
                : Optional.empty();
    }

    /// Its name in the log.
    @Override
    public String toString() {
        return label;
    }
}
