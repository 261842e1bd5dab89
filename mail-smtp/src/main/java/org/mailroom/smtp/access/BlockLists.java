// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.address.Address;
import org.mailroom.smtp.access.Restriction.BlockListEntry;
import org.mailroom.smtp.access.Restriction.DnsList;
import org.mailroom.smtp.dnslist.ListAnswer;
import org.mailroom.smtp.identity.Client;
import org.mailroom.smtp.identity.Hostname;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Lists of clients and domains in the DNS (RFC 5782), unwelcome or welcome ones. A list that does
/// not answer, or answers that it was asked wrongly, refuses and permits nobody.
record BlockLists(AccessContext context, AccessNotes notes) {

    /// What a list says of a subject.
    private sealed interface Entry {
        record None() implements Entry {}

        /// Under this name of the DNS.
        record Listed(String name) implements Entry {}

        record Unsure() implements Entry {}
    }

    Ruling reject(DnsList list, Request request) {
        return find(list, request) instanceof Entry.Listed(var name)
                ? refuse(list, name, request)
                : Ruling.DUNNO;
    }

    /// Permits no stranger to relay.
    Ruling permit(DnsList list, Request request) {
        if (request.recipient().filter(to -> !context.isAuthorizedDestination(to)).isPresent()) {
            return Ruling.DUNNO;
        }
        return switch (find(list, request)) {
            case Entry.None() -> Ruling.DUNNO;
            case Entry.Listed _ ->
                    context.permit(
                            list.of() == BlockListEntry.ADDRESS
                                    ? "permit_dnswl_client"
                                    : "permit_rhswl_client",
                            Subject.CLIENT,
                            request,
                            notes);
            case Entry.Unsure() ->
                    new Ruling.DeferIfReject(
                            AccessContext.reply(
                                    450,
                                    "4.7.1",
                                    list.subject(),
                                    request,
                                    "Allowlist lookup error: " + list.zone()));
        };
    }

    private Entry find(DnsList list, Request request) {
        return query(list, request).map(query -> ask(list, query)).orElse(new Entry.None());
    }

    private Entry ask(DnsList list, String query) {
        return switch (context.lists().of(query, list.zone())) {
            case ListAnswer.Entries(var addresses)
                    when addresses.stream().anyMatch(list.filter()::matches) ->
                    new Entry.Listed(query + "." + list.zone());
            case ListAnswer.Entries _, ListAnswer.NoEntry() -> new Entry.None();
            case ListAnswer.Failed(var why) -> {
                notes.warning(why);
                yield new Entry.Unsure();
            }
        };
    }

    private static Optional<String> query(DnsList list, Request request) {
        return switch (list.of()) {
            case ADDRESS -> Optional.of(ListAnswer.reversed(request.client().address()));
            case NAME -> list.subject().domainIn(request).filter(Hostname::isValid);
        };
    }

    private Ruling refuse(DnsList list, String name, Request request) {
        Map<String, String> values = new HashMap<>(described(request));
        values.put("rbl_code", "" + context.code(RejectCode.MAPS_RBL_REJECT_CODE));
        values.put("rbl_class", list.subject().toString());
        values.put("rbl_domain", list.zone());
        values.put("rbl_reason", context.lists().reason(name));
        values.put(
                "rbl_what",
                list.of() == BlockListEntry.ADDRESS
                        ? request.client().addressText()
                        : nameFor(list.subject(), request));
        RblReplies replies = context.settings().rblReplies();
        return new Ruling.Refuse(replies.reply(list.zone(), values, list.subject(), notes));
    }

    private static Map<String, String> described(Request request) {
        Client client = request.client();
        Map<String, String> values = new HashMap<>();
        values.put("client", client.label());
        values.put("client_address", client.addressText());
        values.put("client_name", client.name().confirmed());
        values.put("reverse_client_name", client.name().reverse());
        values.put("helo_name", client.greeting().name());
        put("sender", request.senderAddress(), values);
        put("recipient", request.recipient(), values);
        return values;
    }

    private static void put(String name, Optional<Address> address, Map<String, String> values) {
        values.put(name, address.map(Address::toString).orElse("<>"));
        values.put(name + "_domain", address.map(Address::domain).orElse(""));
        values.put(name + "_name", address.map(Address::localPart).orElse("<>"));
    }

    private static String nameFor(Subject subject, Request request) {
        return subject == Subject.CLIENT
                ? request.client().name().confirmed()
                : subject.nameIn(request);
    }
}
