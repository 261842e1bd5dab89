// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.address.Unitext;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.QueueEntry;
import org.mailroom.core.queue.QueueId;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/// A delivery status notification up to the returned message: header, text for people in Postfix's
/// words (bounce(5)), and the machine-readable report (RFC 3464). What came from outside is put on
/// one line and, unless the sender reads UTF-8 (RFC 6533), into ASCII.
final class Notification {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT);
    private static final int FOLD_AT = 78;
    private static final int MAX_FIELD = 900;

    // Of each of the two parts that name recipients
    private static final int MAX_IN_FULL = 256 << 10;
    private static final int MAX_PART = 2 << 20;

    private final BounceSettings settings;
    private final BounceTemplate template;
    private final Subject subject;
    private final Instant now;
    private final boolean international;
    private final String boundary;
    private final StringBuilder out = new StringBuilder(2048);

    /// What a notification is about.
    record Subject(
            Kind kind, Audience audience, QueueEntry entry, Envelope envelope, List<Fate> fates) {}

    enum Kind {
        FAILED,
        DELAYED,
        SUCCEEDED,
        /// What the sender wanted to know of all recipients.
        REPORTED
    }

    /// Whom it goes to.
    record Audience(Role role, Address address) {}

    enum Role {
        SENDER,
        POSTMASTER
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
        this.template =
                switch (subject.kind()) {
                    case FAILED -> settings.templates().failure();
                    case DELAYED -> settings.templates().delay();
                    case SUCCEEDED -> settings.templates().success();
                    case REPORTED -> settings.templates().verify();
                };
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
        line("From: " + from());
        line(
                "Subject: "
                        + switch (subject.audience().role()) {
                            case SENDER -> template.subject();
                            case POSTMASTER -> template.postmasterSubject();
                        });
        line("To: " + clean(subject.audience().address().toString()));
        // RFC 3834 §5: so that no responder answers it
        line("Auto-Submitted: auto-replied");
        boolean failed = subject.kind() == Kind.FAILED || subject.kind() == Kind.DELAYED;
        String names = failed ? failedRecipients() : "";
        if (!names.isEmpty()) {
            line("X-Failed-Recipients: " + names);
        }
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

    // The address of a From without a domain is of this server
    private String from() {
        String from = template.from();
        int end = from.indexOf(' ');
        String address = end < 0 ? from : from.substring(0, end);
        return from.indexOf('@') >= 0
                ? from
                : address + "@" + settings.origin() + from.substring(address.length());
    }

    // RFC 6531 §3.2: UTF-8 in the header asks all servers on the way for SMTPUTF8
    private String failedRecipients() {
        boolean readsUtf8 = !subject.audience().address().isAscii();
        var names = new StringBuilder();
        for (Fate fate : subject.fates()) {
            String name = clean(fate.recipient().address().toString());
            if (names.length() + name.length() > MAX_FIELD) {
                break;
            }
            if (readsUtf8 || isAscii(name)) {
                names.append(names.isEmpty() ? "" : ",\r\n ").append(name);
            }
        }
        return names.toString();
    }

    // RFC 6533 §6 for senders who take UTF-8
    private String reportType() {
        return international ? "global-delivery-status" : "delivery-status";
    }

    private boolean isEightBit() {
        return international
                || subject.envelope().body() == Envelope.Body.EIGHT_BIT_MIME
                || !template.charset().equalsIgnoreCase("us-ascii");
    }

    private void text() {
        part("Notification", "text/plain; charset=" + charset());
        template.text(values()).forEach(this::line);
        int left = forRecipients(this::textOf, this::shortTextOf);
        if (left > 0) {
            line("");
            line("And so of %d more recipients.".formatted(left));
        }
        line("");
    }

    // However many there are, it is a message that servers take: the first in full, others in short
    private int forRecipients(Consumer<Fate> inFull, Consumer<Fate> inShort) {
        int start = out.length();
        int left = 0;
        for (Fate fate : subject.fates()) {
            int written = out.length() - start;
            if (written < MAX_IN_FULL) {
                inFull.accept(fate);
            } else if (written < MAX_PART) {
                inShort.accept(fate);
            } else {
                left++;
            }
        }
        return left;
    }

    private void textOf(Fate fate) {
        line("");
        fold(clean("<" + fate.recipient().address() + ">: " + fate.text()));
    }

    private void shortTextOf(Fate fate) {
        line(clean("<" + fate.recipient().address() + ">: " + fate.status()));
    }

    private String charset() {
        boolean plain = template.charset().equalsIgnoreCase("us-ascii");
        return plain && international ? "utf-8" : template.charset();
    }

    private Map<String, String> values() {
        Map<String, String> values = new HashMap<>();
        values.put("myhostname", settings.hostname());
        values.put("mydomain", settings.domain());
        values.put("myorigin", settings.origin());
        addTimes("delay_warning_time", settings.delayWarningTime(), values);
        addTimes("maximal_queue_lifetime", settings.lifetime(), values);
        return values;
    }

    private static void addTimes(String name, Duration time, Map<String, String> values) {
        values.put(name + "_seconds", "" + time.toSeconds());
        values.put(name + "_minutes", "" + time.toMinutes());
        values.put(name + "_hours", "" + time.toHours());
        values.put(name + "_days", "" + time.toDays());
        values.put(name + "_weeks", "" + time.toDays() / 7);
    }

    private void report() {
        part("Delivery report", "message/" + reportType());
        // RFC 3464 §2.2
        line("Reporting-MTA: dns; " + settings.hostname());
        line("X-Mailroom-Queue-ID: " + subject.entry().id());
        line("X-Mailroom-Sender: " + typed(sender(), "; "));
        subject.envelope()
                .envid()
                .ifPresent(envid -> line("Original-Envelope-Id: " + clean(envid)));
        line("Arrival-Date: " + date(subject.entry().arrived()));
        forRecipients(this::reportRecipient, this::reportShortly);
        line("");
    }

    private String sender() {
        return switch (subject.envelope().sender()) {
            case ReversePath.Null _ -> "";
            case ReversePath.Sender(var address) -> address.toString();
        };
    }

    // RFC 6533 §3: in a report of 7 bits, other characters are written by their numbers
    private String typed(String address, String separator) {
        String type = international || !isAscii(address) ? "utf-8" : "rfc822";
        return type + separator + untyped(address);
    }

    private String untyped(String address) {
        return international || isAscii(address)
                ? clean(address)
                : Unitext.encode(address, Unitext.Form.SEVEN_BIT);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(it -> it < 128);
    }

    // RFC 3464 §2.3
    private void reportRecipient(Fate fate) {
        recipient(fate);
        line("Original-Recipient: " + originalRecipient(fate));
        actionAndStatus(fate);
        Diagnostic diagnostic = Diagnostic.of(clean(fate.text()));
        diagnostic.remoteHost().ifPresent(host -> line("Remote-MTA: dns; " + host));
        fold("Diagnostic-Code: " + diagnostic.type() + "; " + diagnostic.text());
        if (subject.kind() == Kind.DELAYED) {
            Instant until = subject.entry().released().plus(settings.lifetime());
            line("Will-Retry-Until: " + date(until));
        }
    }

    // What every recipient must have
    private void reportShortly(Fate fate) {
        recipient(fate);
        actionAndStatus(fate);
    }

    private void recipient(Fate fate) {
        line("");
        line("Final-Recipient: " + typed(fate.recipient().address().toString(), "; "));
    }

    private void actionAndStatus(Fate fate) {
        line("Action: " + fate.action().name().toLowerCase(Locale.ROOT));
        line("Status: " + clean(fate.status()));
    }

    private String originalRecipient(Fate fate) {
        // RFC 3461 §6.3: ORCPT is passed on as it came
        return fate.recipient()
                .orcpt()
                .map(orcpt -> Unitext.isTyped(orcpt) ? global(orcpt) : clean(orcpt))
                .orElseGet(() -> typed(fate.recipient().original().toString(), ";"));
    }

    private String global(String orcpt) {
        int start = Unitext.TYPE.length();
        return orcpt.substring(0, start) + untyped(orcpt.substring(start));
    }

    private void returnedHead(Returned returned) {
        switch (returned) {
            case WHOLE -> {
                String type = international ? "message/global" : "message/rfc822";
                part("Undelivered Message", type);
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
