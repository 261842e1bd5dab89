// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.address.ReversePath;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.QueueEntry;
import org.mailroom.core.queue.QueueId;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// A delivery status notification up to the returned message: header, text for people in Postfix's
/// words (bounce(5)), and the machine-readable report (RFC 3464). What came from outside is put on
/// one line and, unless the sender reads UTF-8 (RFC 6533), into ASCII.
final class Notification {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT);
    private static final int FOLD_AT = 78;
    private static final int MAX_FIELD = 900;

    private static final String FAILED_TEXT =
            """
            I'm sorry to have to inform you that your message could not
            be delivered to one or more recipients. It's attached below.

            For further assistance, please send mail to postmaster.

            If you do so, please include this problem report. You can
            delete your own text from the attached returned message.
            """;

    private static final String DELAYED_TEXT =
            """
            ####################################################################
            # THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #
            ####################################################################

            Your message could not be delivered for more than HOURS hour(s).
            It will be retried until it is DAYS day(s) old.

            For further assistance, please send mail to postmaster.

            If you do so, please include this problem report. You can
            delete your own text from the attached returned message.
            """;

    private final BounceSettings settings;
    private final Subject subject;
    private final Instant now;
    private final boolean international;
    private final String boundary;
    private final StringBuilder out = new StringBuilder(2048);

    /// What a notification is about.
    record Subject(Kind kind, QueueEntry entry, Envelope envelope, List<Failure> failures) {}

    enum Kind {
        FAILED,
        DELAYED
    }

    /// How much of the message comes back.
    enum Returned {
        WHOLE,
        HEADER,
        /// It cannot be read any more.
        NOTHING
    }

    Notification(BounceSettings settings, Subject subject, Instant now) {
        this.settings = settings;
        this.subject = subject;
        this.now = now;
        this.international = subject.envelope().encoding() == Envelope.Encoding.SMTPUTF8;
        this.boundary = subject.entry().id() + "." + now.toEpochMilli() + "/" + settings.hostname();
    }

    /// Everything before the first octet of the returned message.
    String head(QueueId own, Returned returned) {
        header(own);
        text();
        report();
        returnedHead(returned);
        return out.toString();
    }

    /// Everything after it.
    String tail() {
        return "\r\n--" + boundary + "--\r\n";
    }

    private void header(QueueId own) {
        line("Date: " + date(now));
        line("From: MAILER-DAEMON@" + settings.origin() + " (Mail Delivery System)");
        line(
                switch (subject.kind()) {
                    case FAILED -> "Subject: Undelivered Mail Returned to Sender";
                    case DELAYED -> "Subject: Delayed Mail (still being retried)";
                });
        line("To: " + clean(subject.envelope().sender().toString()));
        // RFC 3834 §5: so that no responder answers it
        line("Auto-Submitted: auto-replied");
        line("X-Failed-Recipients: " + failedRecipients());
        line("MIME-Version: 1.0");
        // RFC 6522 §3
        line("Content-Type: multipart/report; report-type=" + reportType() + ";");
        line("\tboundary=\"" + boundary + "\"");
        if (isEightBit()) {
            line("Content-Transfer-Encoding: 8bit");
        }
        line("Message-Id: <" + own + "." + now.toEpochMilli() + "@" + settings.hostname() + ">");
        line("");
        line("This is a MIME-encapsulated message.");
        line("");
    }

    private String failedRecipients() {
        var names = new StringBuilder();
        for (Failure failure : subject.failures()) {
            String name = clean(failure.recipient().address().toString());
            if (names.length() + name.length() > MAX_FIELD) {
                break;
            }
            names.append(names.isEmpty() ? "" : ",\r\n ").append(name);
        }
        return names.toString();
    }

    // RFC 6533 §6 for senders who take UTF-8
    private String reportType() {
        return international ? "global-delivery-status" : "delivery-status";
    }

    private boolean isEightBit() {
        return international || subject.envelope().body() == Envelope.Body.EIGHT_BIT_MIME;
    }

    private void text() {
        part("Notification", "text/plain; charset=" + (international ? "utf-8" : "us-ascii"));
        line("This is the mail system at host " + settings.hostname() + ".");
        line("");
        String words =
                switch (subject.kind()) {
                    case FAILED -> FAILED_TEXT;
                    case DELAYED ->
                            DELAYED_TEXT
                                    .replace("HOURS", "" + settings.delayWarningTime().toHours())
                                    .replace("DAYS", "" + settings.lifetime().toDays());
                };
        words.lines().forEach(this::line);
        line("");
        line("                   The mail system");
        for (Failure failure : subject.failures()) {
            line("");
            String about = "<" + failure.recipient().address() + ">: " + failure.text();
            fold(clean(about));
        }
        line("");
    }

    private void report() {
        part("Delivery report", "message/" + reportType());
        // RFC 3464 §2.2
        line("Reporting-MTA: dns; " + settings.hostname());
        line("X-Mailroom-Queue-ID: " + subject.entry().id());
        line("X-Mailroom-Sender: " + addressType() + "; " + clean(sender()));
        subject.envelope()
                .envid()
                .ifPresent(envid -> line("Original-Envelope-Id: " + clean(envid)));
        line("Arrival-Date: " + date(subject.entry().arrived()));
        subject.failures().forEach(this::reportRecipient);
        line("");
    }

    private String sender() {
        return switch (subject.envelope().sender()) {
            case ReversePath.Null _ -> "";
            case ReversePath.Sender(var address) -> address.toString();
        };
    }

    private String addressType() {
        return international ? "utf-8" : "rfc822";
    }

    // RFC 3464 §2.3
    private void reportRecipient(Failure failure) {
        line("");
        line(
                "Final-Recipient: "
                        + addressType()
                        + "; "
                        + clean(failure.recipient().address() + ""));
        line("Original-Recipient: " + originalRecipient(failure));
        line(
                switch (subject.kind()) {
                    case FAILED -> "Action: failed";
                    case DELAYED -> "Action: delayed";
                });
        line("Status: " + clean(failure.status()));
        Diagnostic diagnostic = Diagnostic.of(clean(failure.text()));
        diagnostic.remoteHost().ifPresent(host -> line("Remote-MTA: dns; " + host));
        fold("Diagnostic-Code: " + diagnostic.type() + "; " + diagnostic.text());
        if (subject.kind() == Kind.DELAYED) {
            Instant until = subject.entry().arrived().plus(settings.lifetime());
            line("Will-Retry-Until: " + date(until));
        }
    }

    private String originalRecipient(Failure failure) {
        // RFC 3461 §6.3: ORCPT is passed on as it came
        return failure.recipient()
                .orcpt()
                .map(this::clean)
                .orElseGet(() -> addressType() + ";" + clean(failure.recipient().original() + ""));
    }

    private void returnedHead(Returned returned) {
        switch (returned) {
            case WHOLE -> {
                String type = international ? "message/global" : "message/rfc822";
                part(
                        subject.kind() == Kind.FAILED ? "Undelivered Message" : "Delayed Message",
                        type);
            }
            case HEADER -> {
                String type = international ? "message/global-headers" : "text/rfc822-headers";
                part("Message Header", type);
            }
            case NOTHING -> {}
        }
    }

    private void part(String description, String type) {
        line("--" + boundary);
        line("Content-Description: " + description);
        line("Content-Type: " + type);
        if (isEightBit()) {
            line("Content-Transfer-Encoding: 8bit");
        }
        line("");
    }

    private String date(Instant time) {
        return DATE.format(time.atZone(settings.zone()));
    }

    private void line(String text) {
        out.append(text).append("\r\n");
    }

    // At spaces, with the rest of the text indented.
    private void fold(String text) {
        String rest = text;
        while (rest.length() > FOLD_AT) {
            int space = rest.lastIndexOf(' ', FOLD_AT);
            if (space <= 4) {
                space = rest.indexOf(' ', FOLD_AT);
            }
            if (space < 0) {
                break;
            }
            line(rest.substring(0, space));
            rest = "    " + rest.substring(space + 1);
        }
        line(rest);
    }

    // One line, and in ASCII unless the sender reads UTF-8: no text from outside makes a header.
    private String clean(String text) {
        String cut = text.length() > MAX_FIELD ? text.substring(0, MAX_FIELD) : text;
        StringBuilder clean = new StringBuilder(cut.length());
        for (int i = 0; i < cut.length(); i++) {
            char c = cut.charAt(i);
            boolean harmless = c >= ' ' && c != 127 && (c < 127 || (international && c >= 160));
            clean.append(harmless ? c : '?');
        }
        return clean.toString();
    }
}
