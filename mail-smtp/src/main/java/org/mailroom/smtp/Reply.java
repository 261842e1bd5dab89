// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp;

import org.mailroom.core.message.Printable;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// A reply: code, enhanced status code (RFC 3463; empty where a reply has none, RFC 2034 §4), and
/// its lines. What the session itself says stands here, in Postfix's words; what restrictions and
/// tables say is made by them. No line can hold a control character, so nothing from outside can
/// begin a reply of its own.
public record Reply(int code, String status, List<String> lines) {

    public static final Reply OK = of(250, "2.0.0", "Ok");
    public static final Reply SENDER_OK = of(250, "2.1.0", "Ok");
    // RFC 6710 §9.1: X.3.6, with the new priority first
    public static final Reply SENDER_OK_WITHOUT_PRIORITY =
            of(250, "2.3.6", "0 is the priority of the message: log in to ask for another");
    public static final Reply RECIPIENT_OK = of(250, "2.1.5", "Ok");
    public static final Reply START_CONTENT = of(354, "", "End data with <CR><LF>.<CR><LF>");
    public static final Reply BYE = of(221, "2.0.0", "Bye");
    public static final Reply HELP =
            of(
                    214,
                    "2.0.0",
                    "HELO EHLO MAIL RCPT DATA BDAT RSET NOOP VRFY ETRN STARTTLS AUTH HELP QUIT");

    // Grammar
    public static final Reply BAD_SYNTAX = of(500, "5.5.2", "Error: bad syntax");
    public static final Reply LINE_TOO_LONG = of(500, "5.5.2", "Error: line too long");
    public static final Reply BARE_LINE_FEED = of(500, "5.5.2", "Error: bare <LF> received");
    public static final Reply NOT_RECOGNIZED = of(500, "5.5.2", "Error: command not recognized");
    public static final Reply NOT_OFFERED = of(502, "5.5.1", "Error: command not implemented");
    public static final Reply BAD_SENDER = of(501, "5.1.7", "Bad sender address syntax");
    public static final Reply BAD_RECIPIENT = of(501, "5.1.3", "Bad recipient address syntax");
    public static final Reply BAD_SIZE = of(501, "5.5.4", "Bad message size syntax");
    // RFC 4865 §4
    public static final Reply RELEASE_TOO_LATE =
            of(501, "5.5.4", "Error: the release of the message is too far in the future");
    public static final Reply RELEASE_AFTER_DEADLINE =
            of(501, "5.5.4", "Error: the message would be late when it is released");
    public static final Reply BAD_BODY_TYPE = of(501, "5.5.4", "Error: bad BODY type");
    // RFC 6531 §3.5
    public static final Reply NEEDS_SMTPUTF8 =
            of(553, "5.6.7", "Must declare SMTPUTF8 to permit unicode address");

    // Order of commands (RFC 5321 §4.1.4)
    public static final Reply NEED_HELO = of(503, "5.5.1", "Error: send HELO/EHLO first");
    public static final Reply NEED_LHLO = of(503, "5.5.1", "Error: send LHLO first");
    public static final Reply NEED_MAIL = of(503, "5.5.1", "Error: need MAIL command");
    public static final Reply NEED_RCPT = of(503, "5.5.1", "Error: need RCPT command");
    public static final Reply NESTED_MAIL = of(503, "5.5.1", "Error: nested MAIL command");
    public static final Reply RCPT_AFTER_BDAT = of(503, "5.5.1", "Error: RCPT after BDAT");
    public static final Reply DATA_AFTER_BDAT = of(503, "5.5.1", "Error: DATA after BDAT");
    public static final Reply NO_VALID_RECIPIENTS = of(554, "5.5.1", "Error: no valid recipients");
    public static final Reply OUT_OF_STEP =
            of(554, "5.5.0", "Error: SMTP protocol synchronization");

    // Limits
    public static final Reply TOO_MANY_RECIPIENTS = of(452, "4.5.3", "Error: too many recipients");
    public static final Reply ANNOUNCED_TOO_BIG =
            of(552, "5.3.4", "Message size exceeds fixed limit");
    public static final Reply TOO_BIG = of(552, "5.3.4", "Error: message file too big");

    // SMTPD_PROXY_README: in Postfix's words
    public static final Reply FILTER_AWAY = of(451, "4.3.0", "Error: queue file write error");

    public static final Reply NO_ROOM = of(452, "4.3.1", "Insufficient system storage");

    // VRFY (RFC 5321 §3.5.3)
    public static final Reply VRFY_DISABLED = of(502, "5.5.1", "VRFY command is disabled");

    // ETRN (RFC 1985 §5.2)
    public static final Reply QUEUING = of(250, "2.0.0", "Queuing started");
    public static final Reply CANNOT_QUEUE = of(458, "4.3.0", "Unable to queue messages");
    public static final Reply BAD_SITE = of(501, "5.5.4", "Error: invalid parameter syntax");

    // STARTTLS (RFC 3207)
    public static final Reply READY_FOR_TLS = of(220, "2.0.0", "Ready to start TLS");
    public static final Reply TLS_ACTIVE = of(554, "5.5.1", "Error: TLS already active");
    public static final Reply TLS_FIRST = of(530, "5.7.0", "Must issue a STARTTLS command first");

    // AUTH (RFC 4954)
    public static final Reply AUTHENTICATED = of(235, "2.7.0", "Authentication successful");
    public static final Reply AUTH_REQUIRED = of(530, "5.7.0", "Authentication required");
    public static final Reply AUTH_OFF = of(503, "5.5.1", "Error: authentication not enabled");
    public static final Reply AUTH_TWICE = of(503, "5.5.1", "Error: already authenticated");
    public static final Reply IN_TRANSACTION =
            of(503, "5.5.1", "Error: MAIL transaction in progress");
    public static final Reply AUTH_NEEDS_TLS =
            of(538, "5.7.11", "Encryption required for requested authentication mechanism");
    public static final Reply AUTH_MECHANISM =
            of(504, "5.5.4", "Error: unrecognized authentication type");
    public static final Reply AUTH_ABORTED = of(501, "5.7.0", "Authentication aborted");
    public static final Reply AUTH_BAD_ENCODING =
            of(501, "5.5.2", "Error: cannot decode authentication response");
    // RFC 4954 §4: a response that is too long
    public static final Reply AUTH_TOO_LONG =
            of(500, "5.5.6", "Error: authentication exchange line is too long");
    public static final Reply AUTH_FAILED = of(535, "5.7.8", "Error: authentication failed");

    // RFC 5248 §2.4 has code and status for an account that is disabled
    public static Reply accountClosed(String reason) {
        return of(525, "5.7.13", "Error: " + Printable.of(reason));
    }

    public static final Reply AUTH_NOT_NOW = of(454, "4.7.0", "Temporary authentication failure");

    // XCLIENT, XFORWARD
    public static final Reply NOT_A_PROXY = of(550, "5.7.0", "Error: insufficient authorization");
    public static final Reply ATTRIBUTE_EXPECTED =
            of(501, "5.5.4", "Error: attribute=value expected");

    // Ours to mend
    public static final Reply MISCONFIGURED = of(451, "4.3.5", "Server configuration error");

    /// The client speaks another protocol (`smtpd_forbidden_commands`).
    public static final Reply NO_SMTP = of(221, "2.7.0", "Error: I can break rules, too. Goodbye.");

    public Reply {
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("a reply has a line");
        }
        lines = lines.stream().map(Printable::of).toList();
    }

    public static Reply of(int code, String status, String text) {
        return new Reply(code, status, List.of(text));
    }

    public static Reply greeting(String banner) {
        return of(220, "", banner);
    }

    public static Reply helo(String hostname) {
        return of(250, "", hostname);
    }

    /// `lines` begin with the host name (RFC 5321 §4.1.1.1).
    public static Reply ehlo(List<String> lines) {
        return new Reply(250, "", lines);
    }

    public static Reply queued(String id) {
        return of(250, "2.0.0", "Ok: queued as " + id);
    }

    /// RFC 3030 §2: the chunk has come, and more is to follow.
    public static Reply chunk(long octets) {
        return of(250, "2.0.0", "Ok: " + octets + " bytes");
    }

    /// RFC 5321 §3.5.3: neither confirmed nor denied.
    public static Reply cannotVerify(String name) {
        return of(252, "2.0.0", name);
    }

    /// A challenge of a SASL mechanism, encoded; may be empty (RFC 4954 §4).
    public static Reply challenge(String encoded) {
        return of(334, "", encoded);
    }

    public static Reply usage(Verb verb) {
        return switch (verb) {
            // RFC 2034 §4: replies to HELO and EHLO have no enhanced code
            case HELO -> of(501, "", "Syntax: HELO hostname");
            case EHLO -> of(501, "", "Syntax: EHLO hostname");
            case LHLO -> of(501, "", "Syntax: LHLO hostname");
            case MAIL -> of(501, "5.5.4", "Syntax: MAIL FROM:<address>");
            case RCPT -> of(501, "5.5.4", "Syntax: RCPT TO:<address>");
            case VRFY -> of(501, "5.5.4", "Syntax: VRFY address");
            case AUTH -> of(501, "5.5.4", "Syntax: AUTH mechanism");
            case ETRN -> of(501, "5.5.4", "Syntax: ETRN domain");
            case BDAT -> of(501, "5.5.4", "Syntax: BDAT count [LAST]");
            case XCLIENT, XFORWARD -> of(501, "5.5.4", "Syntax: " + verb + " attribute=value...");
            case DATA, RSET, NOOP, STARTTLS, HELP, QUIT -> of(501, "5.5.4", "Syntax: " + verb);
            case UNKNOWN -> BAD_SYNTAX;
        };
    }

    /// `what` is of the kind `ADDR value syntax`.
    public static Reply badAttribute(String what, String found) {
        return of(501, "5.5.4", "Bad " + what + ": " + found);
    }

    public static Reply unsupportedOption(String option) {
        return of(555, "5.5.4", "Unsupported option: " + option);
    }

    public static Reply badOption(String option) {
        return of(501, "5.5.4", "Bad value of option: " + option);
    }

    public static Reply duplicateOption(String option) {
        return of(501, "5.5.4", "Duplicate option: " + option);
    }

    public static Reply timeout(String hostname) {
        return of(421, "4.4.2", hostname + " Error: timeout exceeded");
    }

    // RFC 5321 §3.8
    public static Reply shuttingDown(String hostname) {
        return of(421, "4.3.2", hostname + " Error: server is shutting down");
    }

    public static Reply tooManyErrors(String hostname) {
        return of(421, "4.7.0", hostname + " Error: too many errors");
    }

    /// `what` is of the kind `connections`.
    public static Reply tooMany(String hostname, String what, String client) {
        return of(421, "4.7.0", hostname + " Error: too many " + what + " from " + client);
    }

    /// `what` is of the kind `many recipients`.
    public static Reply tooOften(String what, String client) {
        return of(450, "4.7.1", "Error: too " + what + " from " + client);
    }

    /// `what` is of the kind `new recipients`. Not for good, since a day passes: what an honest
    /// client keeps, it sends then.
    public static Reply tooManyADay(String what, int limit, String account) {
        return of(
                450,
                "4.7.1",
                "Error: more than %d %s a day from %s".formatted(limit, what, account));
    }

    public static Reply serverFault(String hostname) {
        return of(421, "4.3.0", hostname + " Error: internal server error");
    }

    /// To a client that was refused before it greeted.
    public static Reply denied(String client) {
        return of(503, "5.7.0", "Error: access denied for " + client);
    }

    public static Reply lookupFailure(String recipient) {
        return of(451, "4.3.0", "<" + recipient + ">: Temporary lookup failure");
    }

    public static Reply notOwned(String sender, String login) {
        String reason = "Sender address rejected: not owned by user " + login;
        return of(553, "5.7.1", "<" + sender + ">: " + reason);
    }

    public static Reply notLoggedIn(String sender) {
        return of(553, "5.7.1", "<" + sender + ">: Sender address rejected: not logged in");
    }

    /// The mail of a site is not for ETRN.
    public static Reply notServed(String site) {
        return of(459, "4.7.1", "<" + site + ">: service unavailable");
    }

    /// A refusal by a restriction: `subject` is of the kind `Sender address`.
    public static Reply rejected(
            int code, String status, String name, String subject, String reason) {
        return of(code, status, "<%s>: %s rejected: %s".formatted(name, subject, reason));
    }

    /// The reply as it concerns one recipient (RFC 2033 §4.2).
    public Reply about(String recipient) {
        return new Reply(
                code, status, lines.stream().map(line -> "<" + recipient + "> " + line).toList());
    }

    /// Whether it is about the form of what was said, and not about the matter.
    public boolean isOfSyntax() {
        return isOfSyntax(code);
    }

    /// Whether a code is.
    // RFC 5321 §4.2.1: those with 0 in the middle, §4.1.1.11: and this one
    public static boolean isOfSyntax(int code) {
        return code / 10 == 50 || code == 555;
    }

    /// RFC 5321 §3.8, RFC 7504 §2: whether no further command is served.
    public boolean endsSession() {
        return code == 421 || code == 521;
    }

    public boolean isRefusal() {
        return code >= 400;
    }

    public boolean isPermanent() {
        return code >= 500;
    }

    /// The same, but for now only (`soft_bounce`).
    public Reply softened() {
        return isPermanent() ? new Reply(code - 100, status.replaceFirst("^5", "4"), lines) : this;
    }

    /// The octets for the wire (RFC 5321 §4.2.1: all lines but the last with a hyphen).
    public byte[] octets() {
        var text = new StringBuilder(64);
        int last = lines.size() - 1;
        for (int i = 0; i <= last; i++) {
            text.append(code).append(i == last ? ' ' : '-');
            if (!status.isEmpty()) {
                text.append(status).append(' ');
            }
            text.append(lines.get(i)).append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// The reply as the log quotes it.
    @Override
    public String toString() {
        String text = lines.getLast();
        return status.isEmpty() ? code + " " + text : code + " " + status + " " + text;
    }
}
