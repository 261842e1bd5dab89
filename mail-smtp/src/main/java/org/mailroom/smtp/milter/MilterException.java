// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.milter;

/// A milter is away, does not keep to the protocol, or is none.
final class MilterException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Trouble trouble;

    private enum Trouble {
        AWAY,
        WRONG,
        NONE
    }

    private MilterException(Trouble trouble, String reason) {
        super(reason);
        this.trouble = trouble;
    }

    MilterException(String reason) {
        this(Trouble.WRONG, reason);
    }

    /// It cannot be reached.
    static MilterException away(String reason) {
        return new MilterException(Trouble.AWAY, reason);
    }

    /// The configuration names what is no milter.
    static MilterException none(String fault) {
        return new MilterException(Trouble.NONE, fault);
    }

    boolean isOfConfiguration() {
        return trouble == Trouble.NONE;
    }

    /// The line of the log, in Postfix's words.
    String line(String milter) {
        return switch (trouble) {
            case AWAY -> "connect to Milter service " + milter + ": " + getMessage();
            case NONE -> "smtpd_milter_maps: " + getMessage();
            case WRONG -> "milter " + milter + ": " + getMessage();
        };
    }
}
