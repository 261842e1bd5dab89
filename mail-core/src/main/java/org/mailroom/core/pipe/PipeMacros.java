// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.pipe;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.delivery.Consignment;
import org.mailroom.core.delivery.TraceLines;
import org.mailroom.core.message.Postmark;
import org.mailroom.core.queue.Origin;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.route.Route;
import org.mailroom.core.table.Delimiters;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// What the macros of a pipe stand for in one delivery, in the form that its flags ask for.
record PipeMacros(
        Consignment consignment,
        PipeTransport transport,
        Route.ToPipe route,
        Delimiters delimiters) {

    /// The macros for each recipient.
    List<Function<String, String>> of(List<Recipient> recipients) {
        return recipients.stream()
                .<Function<String, String>>map(it -> name -> value(name, it))
                .toList();
    }

    /// Whether its address, and that of the sender, become no option of the program.
    boolean isFit(Recipient recipient) {
        try {
            return !transport.command().arguments().words(of(List.of(recipient))).isEmpty();
        } catch (PipeArguments.OptionException _) {
            return false;
        }
    }

    private String value(String name, Recipient recipient) {
        Origin origin = consignment.envelope().origin();
        Address address = recipient.address();
        return switch (name) {
            case "recipient" -> shown(address);
            case "original_recipient" -> shown(recipient.original());
            case "mailbox" -> userCase(address.localPart());
            case "user" -> userCase(delimiters.split(address.localPart()).user());
            case "extension" -> userCase(delimiters.split(address.localPart()).bareExtension());
            case "domain" -> domainCase(address.domain());
            case "nexthop" -> domainCase(route.nexthop());
            case "sender" -> sender();
            case "size" -> Long.toString(consignment.content().octets());
            case "queue_id" -> consignment.id().text();
            case "envid" -> consignment.envelope().envid().orElse("");
            case "client_address" -> origin.clientAddress();
            case "client_helo" -> origin.helo();
            case "client_hostname" -> origin.clientName();
            case "client_protocol" -> origin.protocol();
            case "sasl_username" -> origin.login().orElse("");
            default -> "";
        };
    }

    private String sender() {
        return switch (consignment.envelope().sender()) {
            case ReversePath.Null() -> transport.command().nullSender();
            case ReversePath.Sender(var address) -> quoted(address);
        };
    }

    private String shown(Address address) {
        return quoted(new Address(userCase(address.localPart()), domainCase(address.domain())));
    }

    private String quoted(Address address) {
        if (transport.has(PipeFlag.QUOTED_ADDRESSES)) {
            return address.toString();
        }
        return address.domain().isEmpty()
                ? address.localPart()
                : address.localPart() + "@" + address.domain();
    }

    private String userCase(String text) {
        return folded(text, PipeFlag.LOWER_CASE_USERS);
    }

    private String domainCase(String text) {
        return folded(text, PipeFlag.LOWER_CASE_DOMAINS);
    }

    private String folded(String text, PipeFlag flag) {
        return transport.has(flag) ? text.toLowerCase(Locale.ROOT) : text;
    }

    /// The lines that go before the message.
    List<String> before(Recipient recipient, Instant now) {
        var trace = TraceLines.of(consignment, recipient);
        var lines = new ArrayList<String>();
        if (transport.has(PipeFlag.POSTMARK)) {
            lines.add(Postmark.of(trace.sender(), now, ZoneId.systemDefault()));
        }
        if (transport.has(PipeFlag.RETURN_PATH)) {
            lines.add(trace.returnPath());
        }
        if (transport.has(PipeFlag.ORIGINAL_RECIPIENT)) {
            lines.add(trace.originalTo());
        }
        if (transport.has(PipeFlag.DELIVERED_TO)) {
            lines.add(trace.deliveredTo());
        }
        return lines;
    }
}
