// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.AddressText;
import org.mailroom.core.intake.MessageOrder;
import org.mailroom.smtp.Reply;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Does what an access table or a policy service says (access(5)).
record AccessActions(AccessContext context, AccessNotes notes) {
    private static final Pattern CODE = Pattern.compile("[45]\\d\\d(?:\\s.*)?");
    private static final Pattern STATUS = Pattern.compile("[245]\\.\\d{1,3}\\.\\d{1,3}(?:\\s.*)?");
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Pattern FIELD = Pattern.compile("[!-9;-~]+[ \t]*:.*");

    /// Who says it, for the log, and about what.
    record Source(String name, Subject subject) {}

    /// The first word of a text, and the rest.
    private record Split(String head, String tail) {
        static Split of(String text) {
            String[] parts = text.strip().split("\\s+", 2);
            return new Split(parts[0], parts.length > 1 ? parts[1] : "");
        }
    }

    Ruling act(String action, Source source, Request request) {
        var word = Split.of(action);
        String text = word.tail();
        if (CODE.matcher(action.strip()).matches()) {
            return refuse(Integer.parseInt(word.head()), text, source, request);
        }
        return switch (word.head().toUpperCase(Locale.ROOT)) {
            case "OK" -> permit("OK", source, request);
            case "DUNNO" -> Ruling.DUNNO;
            case "REJECT" -> refuse(code(RejectCode.ACCESS_MAP_REJECT_CODE), text, source, request);
            case "DEFER" -> refuse(code(RejectCode.ACCESS_MAP_DEFER_CODE), text, source, request);
            case "DEFER_IF_PERMIT" -> new Ruling.DeferIfPermit(notNow(text, source, request));
            case "DEFER_IF_REJECT" -> new Ruling.DeferIfReject(notNow(text, source, request));
            case "WARN" -> remark("warn", text, source, request);
            case "INFO" -> remark("info", text, source, request);
            case "DISCARD" -> discard(text, source, request);
            case "HOLD" -> hold(text, source, request);
            case "FILTER" -> filter(text, source, request);
            case "REDIRECT" -> address("REDIRECT", text, source, request);
            case "BCC" -> address("BCC", text, source, request);
            case "PREPEND" -> prepend(text, source, request);
            default ->
                    // Such values are time stamps of other programs, and permits by custom
                    NUMBER.matcher(word.head()).matches()
                            ? permit("all-numerical", source, request)
                            : ask(action, source);
        };
    }

    private Ruling permit(String by, Source source, Request request) {
        return context.permit(by, source.subject(), request, notes);
    }

    private int code(RejectCode which) {
        return context.code(which);
    }

    private Ruling ask(String action, Source source) {
        return new Ruling.Ask(
                context.parser().parse(source.name(), source.subject(), action), source.subject());
    }

    private Ruling refuse(int code, String text, Source source, Request request) {
        String usual = code >= 500 ? "Access denied" : "Try again later";
        return new Ruling.Refuse(reply(code, text.isEmpty() ? usual : text, source, request));
    }

    private Reply notNow(String text, Source source, Request request) {
        int code = code(RejectCode.ACCESS_MAP_DEFER_CODE);
        return reply(code, text.isEmpty() ? "Service unavailable" : text, source, request);
    }

    // The text may begin with a status of its own
    private static Reply reply(int code, String text, Source source, Request request) {
        boolean hasStatus = STATUS.matcher(text).matches();
        var split = hasStatus ? Split.of(text) : new Split("5.7.1", text);
        String status = source.subject().fitting(split.head());
        return AccessContext.reply(code, status, source.subject(), request, split.tail());
    }

    private Ruling remark(String kind, String text, Source source, Request request) {
        String usual = "triggers " + kind.toUpperCase(Locale.ROOT) + " action";
        notes.remark(kind, request, describe(source, request, text.isEmpty() ? usual : text));
        return Ruling.DUNNO;
    }

    private static Ruling discard(String text, Source source, Request request) {
        String why = text.isEmpty() ? "triggers DISCARD action" : text;
        return new Ruling.Discard(describe(source, request, why));
    }

    private Ruling hold(String text, Source source, Request request) {
        String why = text.isEmpty() ? "triggers HOLD action" : text;
        return order(new MessageOrder.Hold(), "hold", why, source, request);
    }

    private Ruling filter(String text, Source source, Request request) {
        return text.indexOf(':') > 0
                ? order(
                        new MessageOrder.Filter(text),
                        "filter",
                        "triggers FILTER " + text,
                        source,
                        request)
                : unusable("FILTER", text, "transport:destination", source);
    }

    private Ruling address(String action, String text, Source source, Request request) {
        Optional<Address> to = AddressText.parse(text, context.settings().origin());
        if (to.isEmpty() || text.indexOf('@') < 0) {
            return unusable(action, text, "user@domain", source);
        }
        boolean copy = action.equals("BCC");
        MessageOrder order =
                copy ? new MessageOrder.Copy(to.get()) : new MessageOrder.Redirect(to.get());
        String why = "triggers " + action + " " + text;
        return order(order, copy ? "bcc" : "redirect", why, source, request);
    }

    private Ruling prepend(String text, Source source, Request request) {
        if (request.moment() == Request.Moment.END_OF_DATA) {
            notes.warning(source.name() + ": action PREPEND must be used before END-OF-MESSAGE");
            return Ruling.DUNNO;
        }
        return FIELD.matcher(text).matches()
                ? new Ruling.Obey(new MessageOrder.Prepend(text))
                : unusable("PREPEND", text, "a header field", source);
    }

    private Ruling order(
            MessageOrder order, String kind, String why, Source source, Request request) {
        notes.remark(kind, request, describe(source, request, why));
        return new Ruling.Obey(order);
    }

    private Ruling unusable(String action, String text, String expected, Source source) {
        notes.warning(
                "%s: \"%s %s\" is not understood: expected %s"
                        .formatted(source.name(), action, text, expected));
        return Ruling.DUNNO;
    }

    private static String describe(Source source, Request request, String text) {
        Subject subject = source.subject();
        return "<" + subject.nameIn(request) + ">: " + subject + " " + text;
    }
}
