// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.address.ReversePath;
import org.mailroom.core.table.AddressLookup;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.Match;
import org.mailroom.core.table.MatchList;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.access.Restriction.CheckTable;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// `check_…_access`: asks a table, and reads the action that it answers (access(5)).
record TableChecks(AccessContext context, AccessNotes notes) {
    private static final Pattern CODE = Pattern.compile("[45]\\d\\d(?:\\s.*)?");
    private static final Pattern STATUS = Pattern.compile("[245]\\.\\d{1,3}\\.\\d{1,3}(?:\\s.*)?");
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    /// The first word of a text, and the rest.
    private record Split(String head, String tail) {
        static Split of(String text) {
            String[] parts = text.strip().split("\\s+", 2);
            return new Split(parts[0], parts.length > 1 ? parts[1] : "");
        }
    }

    Ruling check(CheckTable check, Request request) {
        return switch (find(check, request)) {
            case Lookup.NotFound() -> Ruling.DUNNO;
            case Lookup.Found(var action) -> act(action, check, request);
            case Lookup.Failed(var reason) -> {
                notes.warning(check.table().spec() + ": table lookup problem: " + reason);
                yield Ruling.MISCONFIGURED;
            }
        };
    }

    private Lookup find(CheckTable check, Request request) {
        // parent_domain_matches_subdomains has smtpd_access_maps
        var table =
                new AddressLookup(
                        List.of(check.table()),
                        context.delimiters(),
                        _ -> Match.NO,
                        MatchList.Reach.SUBDOMAINS);
        Client client = request.client();
        return switch (check.subject()) {
            case CLIENT -> client(table, client.name().confirmed(), client);
            case REVERSE_CLIENT -> client(table, client.name().reverse(), client);
            case HELO -> helo(table, client.greeting().name());
            case SENDER ->
                    request.sender().map(path -> sender(table, path)).orElse(Lookup.NOT_FOUND);
            case RECIPIENT ->
                    request.recipient().map(table::accessByAddress).orElse(Lookup.NOT_FOUND);
            case DATA, END_OF_DATA -> Lookup.NOT_FOUND;
        };
    }

    private static Lookup client(AddressLookup table, String name, Client client) {
        Lookup byName = table.accessByHost(name);
        return byName instanceof Lookup.NotFound ? table.accessByClient(client.address()) : byName;
    }

    private static Lookup helo(AddressLookup table, String name) {
        return name.isEmpty() ? Lookup.NOT_FOUND : table.accessByHost(name);
    }

    private static Lookup sender(AddressLookup table, ReversePath sender) {
        return switch (sender) {
            // smtpd_null_access_lookup_key
            case ReversePath.Null _ -> table.exactly("<>");
            case ReversePath.Sender(var address) -> table.accessByAddress(address);
        };
    }

    private Ruling act(String action, CheckTable check, Request request) {
        var word = Split.of(action);
        if (CODE.matcher(action.strip()).matches()) {
            return refuse(Integer.parseInt(word.head()), word.tail(), check, request);
        }
        return switch (word.head().toUpperCase(Locale.ROOT)) {
            case "OK" -> Ruling.PERMIT;
            case "DUNNO" -> Ruling.DUNNO;
            case "REJECT" ->
                    refuse(
                            context.code(RejectCode.ACCESS_MAP_REJECT_CODE),
                            word.tail(),
                            check,
                            request);
            case "DEFER" ->
                    refuse(
                            context.code(RejectCode.ACCESS_MAP_DEFER_CODE),
                            word.tail(),
                            check,
                            request);
            case "DEFER_IF_PERMIT" -> new Ruling.DeferIfPermit(notNow(word.tail(), check, request));
            case "DEFER_IF_REJECT" -> new Ruling.DeferIfReject(notNow(word.tail(), check, request));
            case "WARN" -> remark("warn", word.tail(), check, request);
            case "INFO" -> remark("info", word.tail(), check, request);
            case "DISCARD" -> discard(word.tail(), check, request);
            case "HOLD", "FILTER", "REDIRECT", "BCC", "PREPEND" -> unsupported(word.head(), check);
            default ->
                    // Such values are time stamps of other programs, and permits by custom
                    NUMBER.matcher(word.head()).matches() ? Ruling.PERMIT : ask(action, check);
        };
    }

    private Ruling ask(String action, CheckTable check) {
        String where = "access table " + check.table().spec();
        return new Ruling.Ask(
                context.parser().parse(where, check.subject(), action), check.subject());
    }

    private Ruling refuse(int code, String text, CheckTable check, Request request) {
        String usual = code >= 500 ? "Access denied" : "Try again later";
        return new Ruling.Refuse(reply(code, text.isEmpty() ? usual : text, check, request));
    }

    private Reply notNow(String text, CheckTable check, Request request) {
        int code = context.code(RejectCode.ACCESS_MAP_DEFER_CODE);
        return reply(code, text.isEmpty() ? "Service unavailable" : text, check, request);
    }

    // The text may begin with a status of its own
    private static Reply reply(int code, String text, CheckTable check, Request request) {
        boolean hasStatus = STATUS.matcher(text).matches();
        var split = hasStatus ? Split.of(text) : new Split("5.7.1", text);
        return AccessContext.reply(code, split.head(), check.subject(), request, split.tail());
    }

    private Ruling remark(String kind, String text, CheckTable check, Request request) {
        String why =
                text.isEmpty() ? "triggers " + kind.toUpperCase(Locale.ROOT) + " action" : text;
        notes.remark(kind, request, describe(check.subject(), request, why));
        return Ruling.DUNNO;
    }

    private static Ruling discard(String text, CheckTable check, Request request) {
        String why = text.isEmpty() ? "triggers DISCARD action" : text;
        return new Ruling.Discard(describe(check.subject(), request, why));
    }

    private static String describe(Subject subject, Request request, String text) {
        return "<" + subject.nameIn(request) + ">: " + subject + " " + text;
    }

    private Ruling unsupported(String action, CheckTable check) {
        notes.warning("access table " + check.table().spec() + ": " + action + " is not supported");
        return Ruling.MISCONFIGURED;
    }
}
