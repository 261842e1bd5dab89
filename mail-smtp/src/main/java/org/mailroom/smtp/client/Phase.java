// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.smtp.client.ClientSettings.Timeouts;

import java.time.Duration;

/// A step of a session with another server. In Postfix's words: what we were doing, and what a
/// reply answers.
enum Phase {
    GREETING("receiving the initial server greeting", "initial server greeting"),
    EHLO("performing the EHLO handshake", "EHLO command"),
    LHLO("performing the LHLO handshake", "LHLO command"),
    HELO("performing the HELO handshake", "HELO command"),
    STARTTLS("performing the STARTTLS handshake", "STARTTLS command"),
    AUTH("performing the AUTH handshake", "AUTH command"),
    XFORWARD("sending XFORWARD", "XFORWARD command"),
    MAIL("sending MAIL FROM", "MAIL FROM command"),
    RCPT("sending RCPT TO", "RCPT TO command"),
    RSET("sending RSET", "RSET command"),
    DATA("sending DATA command", "DATA command"),
    CONTENT("sending message body", "message body"),
    END_OF_DATA("sending end of data -- message may be sent more than once", "end of DATA command");

    private final String doing;
    private final String command;

    Phase(String doing, String command) {
        this.doing = doing;
        this.command = command;
    }

    String doing() {
        return doing;
    }

    String command() {
        return command;
    }

    Duration limit(Timeouts timeouts) {
        return switch (this) {
            case GREETING, EHLO, LHLO, HELO, AUTH -> timeouts.helo();
            case STARTTLS -> timeouts.starttls();
            case XFORWARD -> timeouts.xforward();
            case MAIL -> timeouts.mail();
            case RCPT -> timeouts.rcpt();
            case RSET -> timeouts.reset();
            case DATA -> timeouts.dataInit();
            case CONTENT -> timeouts.dataTransfer();
            case END_OF_DATA -> timeouts.dataDone();
        };
    }
}
