// SPDX-License-Identifier: Apache-2.0
package org.mailroom.pop3;

import org.mailroom.core.message.MessageContent;
import org.mailroom.core.message.Printable;
import org.mailroom.core.message.SyntaxException;
import org.mailroom.storage.MailboxException;

import java.util.OptionalLong;
import java.util.stream.Stream;

/// An answer to a command: `+OK` or `-ERR`, and what follows it (RFC 1939 §3). In Dovecot's words,
/// where it has some.
sealed interface Reply {

    /// What the session does after the answer.
    enum Then {
        CONTINUE,
        START_TLS,
        HANG_UP
    }

    /// One line.
    record Line(String text, Then then) implements Reply {}

    /// Lines that hold no dots of their own at the beginning.
    record Listing(String text, Stream<String> lines) implements Reply {}

    /// A message: whole, or its header and so many lines of its body.
    record Message(int number, String text, MessageContent content, OptionalLong bodyLines)
            implements Reply {}

    Line OK = ok("");
    Line LOGGED_IN = ok("Logged in.");
    Line BEGIN_TLS = new Line("+OK Begin TLS negotiation now.", Then.START_TLS);
    Line LOGGING_OUT = new Line("+OK Logging out.", Then.HANG_UP);
    Line MESSAGES_DELETED = new Line("+OK Logging out, messages deleted.", Then.HANG_UP);
    Line NOT_ALL_DELETED =
            new Line("-ERR [SYS/TEMP] Some deleted messages were not removed.", Then.HANG_UP);
    Line MARKED = ok("Marked to be deleted.");

    Line UNKNOWN = error("Unknown command.");
    Line WRONG_STATE = error("Not allowed in this state.");
    Line TOO_LONG = error("Command line is too long.");
    Line TOO_MANY_BAD = new Line("-ERR Too many invalid commands.", Then.HANG_UP);
    Line NOT_POP3 = new Line("-ERR This is a POP3 server.", Then.HANG_UP);
    Line IDLE_TOO_LONG = new Line("-ERR Disconnected for inactivity.", Then.HANG_UP);
    Line PLAINTEXT_AFTER_STLS = new Line("-ERR Plaintext after STLS.", Then.HANG_UP);
    Line SHUTTING_DOWN = new Line("-ERR [SYS/TEMP] Server shutting down.", Then.HANG_UP);
    Line ENDLESS = new Line("-ERR Command line is too long.", Then.HANG_UP);
    Line INTERNAL_ERROR = error("[SYS/TEMP] Internal error.");
    Line NO_TLS = error("TLS support isn't enabled.");
    Line TLS_ALREADY = error("TLS is already active.");
    Line NO_USERNAME = error("No username given.");
    // RFC 3206 §4: the AUTH response code
    Line PRIVACY_REQUIRED =
            error(
                    "[AUTH] Plaintext authentication disallowed on non-secure (SSL/TLS)"
                            + " connections.");
    Line LOGIN_FAILED = error("[AUTH] Authentication failed.");
    Line LOGIN_FAILED_TOO_OFTEN = new Line(LOGIN_FAILED.text(), Then.HANG_UP);
    Line TOO_MANY_SESSIONS = error("[IN-USE] Maximum number of connections from user+IP exceeded.");
    Line LOGIN_UNAVAILABLE = error("[SYS/TEMP] Temporary authentication failure.");
    Line LOGIN_CANCELLED = error("Authentication aborted by client.");
    Line LOGIN_MALFORMED = error("Invalid SASL response.");
    Line UNKNOWN_MECHANISM = error("Unsupported authentication mechanism.");
    Line DELETED_ALREADY = error("Message is deleted.");
    Line MESSAGE_GONE = error("Message was removed by another session.");

    static Line ok(String text) {
        return new Line(text.isEmpty() ? "+OK" : "+OK " + text, Then.CONTINUE);
    }

    /// An account that nobody may log in to.
    static Line closed(String reason) {
        return error("[AUTH] " + Printable.of(reason));
    }

    static Line error(String text) {
        return new Line("-ERR " + text, Then.CONTINUE);
    }

    static Line misunderstood(SyntaxException error) {
        return new Line("-ERR " + error.getMessage(), Then.CONTINUE);
    }

    static Line refused(MailboxException refusal) {
        return switch (refusal.reason()) {
            case NONEXISTENT -> MESSAGE_GONE;
            case UNAVAILABLE -> error("[SYS/TEMP] " + refusal.getMessage() + ".");
            case ALREADY_EXISTS, CANNOT, OVER_QUOTA, LIMIT -> error(refusal.getMessage() + ".");
        };
    }
}
