// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.grammar;

import org.mailroom.storage.MailboxException;

/// How a command ended: the tagged response (RFC 3501 §7.1) and what the session does after it. All
/// such responses of Mailroom are built here. `code` is a response code without brackets (RFC
/// 5530), or empty.
public record Completion(Status status, String code, String text, Then then) {

    public enum Status {
        OK,
        NO,
        BAD
    }

    /// What the session does once the response is written.
    public enum Then {
        CONTINUE,
        START_TLS,
        LOG_OUT,
        /// The selected mailbox has been deleted or renamed: the client has to go.
        MAILBOX_GONE,
        /// The same where its UIDs mean nothing any more.
        UIDS_CHANGED
    }

    public static Completion ok(String text) {
        return new Completion(Status.OK, "", text, Then.CONTINUE);
    }

    public static Completion ok(String code, String text) {
        return new Completion(Status.OK, code, text, Then.CONTINUE);
    }

    public static Completion no(String code, String text) {
        return new Completion(Status.NO, code, text, Then.CONTINUE);
    }

    public static Completion bad(String text) {
        return new Completion(Status.BAD, "", text, Then.CONTINUE);
    }

    public static Completion bad(String code, String text) {
        return new Completion(Status.BAD, code, text, Then.CONTINUE);
    }

    public static Completion loggedOut() {
        return new Completion(Status.OK, "", "Logout completed.", Then.LOG_OUT);
    }

    public static Completion startTls() {
        return new Completion(Status.OK, "", "Begin TLS negotiation now.", Then.START_TLS);
    }

    public static Completion wrongState() {
        return bad("Command is not allowed in this state.");
    }

    // RFC 2180 §4.1.2, §4.2.1: some of the messages are gone
    public static Completion someExpunged() {
        return no("EXPUNGEISSUED", "Some of the requested messages no longer exist.");
    }

    /// For a login that is right, in Dovecot's words.
    public static Completion tooManySessions(int most) {
        return no(
                "UNAVAILABLE",
                "Maximum number of connections from user+IP exceeded"
                        + " (mail_max_userip_connections=%d)".formatted(most));
    }

    public static Completion serverBug() {
        return no(
                "SERVERBUG", "Internal error occurred. Refer to server log for more information.");
    }

    // RFC 5530 §3
    public static Completion refused(MailboxException refusal) {
        String text = String.valueOf(refusal.getMessage());
        return switch (refusal.reason()) {
            case NONEXISTENT -> no("NONEXISTENT", text);
            case ALREADY_EXISTS -> no("ALREADYEXISTS", text);
            case CANNOT -> no("CANNOT", text);
            case UNAVAILABLE -> no("UNAVAILABLE", text);
            case OVER_QUOTA -> no("OVERQUOTA", text);
            case LIMIT -> no("LIMIT", text);
        };
    }

    // RFC 3501 §6.3.11: the client may CREATE the mailbox and try again
    public Completion suggestingCreate() {
        return code.equals("NONEXISTENT") ? new Completion(status, "TRYCREATE", text, then) : this;
    }

    /// The same, and the session ends after it.
    public Completion ending(Then end) {
        return new Completion(status, code, text, end);
    }

    /// The response without its tag and line end.
    @Override
    public String toString() {
        return status + (code.isEmpty() ? " " : " [" + code + "] ") + text;
    }
}
