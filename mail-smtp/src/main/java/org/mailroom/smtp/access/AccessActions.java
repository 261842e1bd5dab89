// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.AddressText;
import org.mailroom.core.intake.MessageOrder;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.access.Action.Split;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Does what an access table or a policy service says (access(5)).
record AccessActions(AccessContext context, AccessNotes notes) {
    private static final Pattern STATUS = Pattern.compile("[245]\\.\\d{1,3}\\.\\d{1,3}(?:\\s.*)?");

    /// Who says it, for the log, and about what.
    record Source(String name, Subject subject) {}

    Ruling act(String said, Source source, Request request) {
        var word = Split.of(said);
        if (Action.isReply(said)) {
            return refuse(Integer.parseInt(word.head()), word.tail(), source, request);
        }
        Optional<Action> action = Action.named(word.head());
        if (action.isPresent()) {
            return act(action.get(), word.tail(), source, request);
        }
        return Action.isNumber(said.strip())
                ? permit("all-numerical", source, request)
                : ask(said, source);
    }

    private Ruling act(Action action, String text, Source source, Request request) {
        Optional<String> fault = action.fault(text);
        if (fault.isPresent()) {
            notes.warning(source.name() + ": " + fault.get());
            return Ruling.DUNNO;
        }
        return switch (action) {
            case OK -> permit("OK", source, request);
            case DUNNO -> Ruling.DUNNO;
            case REJECT -> refuse(code(RejectCode.ACCESS_MAP_REJECT_CODE), text, source, request);
            case DEFER -> refuse(code(RejectCode.ACCESS_MAP_DEFER_CODE), text, source, request);
            case DEFER_IF_PERMIT -> new Ruling.DeferIfPermit(notNow(text, source, request));
            case DEFER_IF_REJECT -> new Ruling.DeferIfReject(notNow(text, source, request));
            case WARN -> remark("warn", text, source, request);
            case INFO -> remark("info", text, source, request);
            case DISCARD -> discard(text, source, request);
            case HOLD -> hold(text, source, request);
            case FILTER -> order(new MessageOrder.Filter(text), action, text, source, request);
            case REDIRECT ->
                    order(new MessageOrder.Redirect(address(text)), action, text, source, request);
            case BCC -> order(new MessageOrder.Copy(address(text)), action, text, source, request);
            case PREPEND -> prepend(text, source, request);
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

    private Address address(String text) {
        return AddressText.parse(text, context.settings().origin()).orElseThrow();
    }

    private Ruling prepend(String text, Source source, Request request) {
        if (request.moment() == Request.Moment.END_OF_DATA) {
            notes.warning(source.name() + ": action PREPEND must be used before END-OF-MESSAGE");
            return Ruling.DUNNO;
        }
        return new Ruling.Obey(new MessageOrder.Prepend(text));
    }

    private Ruling order(
            MessageOrder order, Action action, String text, Source source, Request request) {
        String kind = action.toString().toLowerCase(Locale.ROOT);
        return order(order, kind, "triggers " + action + " " + text, source, request);
    }

    private Ruling order(
            MessageOrder order, String kind, String why, Source source, Request request) {
        notes.remark(kind, request, describe(source, request, why));
        return new Ruling.Obey(order);
    }

    private static String describe(Source source, Request request, String text) {
        Subject subject = source.subject();
        return "<" + subject.nameIn(request) + ">: " + subject + " " + text;
    }
}
