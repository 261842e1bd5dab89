// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.dns.DnsAnswer;
import org.mailroom.core.dns.Resolver;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.access.Restriction.BlockList;

import java.net.InetAddress;
import java.util.Optional;

/// Lists of unwelcome clients and domains in the DNS (RFC 5782). A list that does not answer, or
/// answers that it was asked wrongly, refuses nobody.
record BlockLists(AccessContext context, AccessNotes notes) {

    Ruling check(BlockList list, Request request) {
        Optional<String> query = query(list, request);
        return query.isPresent() ? ask(list, query.get(), request) : Ruling.DUNNO;
    }

    private static Optional<String> query(BlockList list, Request request) {
        return switch (list.of()) {
            case ADDRESS -> Optional.of(reversed(request.client().address()));
            case NAME -> domain(list.subject(), request).filter(Hostname::isValid);
        };
    }

    private static Optional<String> domain(Subject subject, Request request) {
        ClientName name = request.client().name();
        return switch (subject) {
            case CLIENT -> found(name.confirmed(), name.confirmedBy());
            case REVERSE_CLIENT -> found(name.reverse(), name.reverseBy());
            case HELO -> Optional.of(request.client().greeting().name());
            case SENDER ->
                    request.sender()
                            .filter(path -> path instanceof ReversePath.Sender)
                            .map(path -> ((ReversePath.Sender) path).address().domain());
            case RECIPIENT -> request.recipient().map(Address::domain);
            case CERTIFICATE, DATA, END_OF_DATA -> Optional.empty();
        };
    }

    private static Optional<String> found(String name, ClientName.Finding finding) {
        return finding == ClientName.Finding.FOUND ? Optional.of(name) : Optional.empty();
    }

    private Ruling ask(BlockList list, String query, Request request) {
        String name = query + "." + list.zone();
        // RFC 5782 §2.1: an A record, whatever the client's family
        return switch (context.resolver().addresses(name, Resolver.Family.IPV4)) {
            case DnsAnswer.Records<InetAddress>(var answers, _)
                    when answers.stream().anyMatch(BlockLists::isError) -> {
                notes.warning(
                        list.zone() + " answers with an error: it does not serve this resolver");
                yield Ruling.DUNNO;
            }
            case DnsAnswer.Records<InetAddress>(var answers, _)
                    when answers.stream().anyMatch(list.filter()::matches) ->
                    refuse(list, name, request);
            case DnsAnswer.TryAgain<InetAddress>(var reason) -> {
                notes.warning(name + ": RBL lookup error: " + reason);
                yield Ruling.DUNNO;
            }
            case DnsAnswer.Records<InetAddress> _,
                    DnsAnswer.NoData<InetAddress> _,
                    DnsAnswer.NoSuchName<InetAddress> _ ->
                    Ruling.DUNNO;
        };
    }

    private Ruling refuse(BlockList list, String name, Request request) {
        String listed =
                list.of() == Restriction.BlockListEntry.ADDRESS
                        ? request.client().addressText()
                        : nameFor(list.subject(), request);
        String text =
                "Service unavailable; %s [%s] blocked using %s%s"
                        .formatted(list.subject(), listed, list.zone(), reason(name));
        int code = context.code(RejectCode.MAPS_RBL_REJECT_CODE);
        return new Ruling.Refuse(Reply.of(code, AccessContext.ofClass(code, "5.7.1"), text));
    }

    private static String nameFor(Subject subject, Request request) {
        return subject == Subject.CLIENT
                ? request.client().name().confirmed()
                : subject.nameIn(request);
    }

    private String reason(String name) {
        return context.resolver().txt(name) instanceof DnsAnswer.Records<String>(var texts, _)
                        && !texts.isEmpty()
                ? "; " + texts.getFirst()
                : "";
    }

    // 127.255.255.0/24: what the large lists answer to resolvers they do not serve
    private static boolean isError(InetAddress answer) {
        byte[] octets = answer.getAddress();
        return octets.length == 4 && octets[0] == 127 && octets[1] == -1 && octets[2] == -1;
    }

    // RFC 5782 §2.1, §2.4: octets, or half octets, from the last to the first
    private static String reversed(InetAddress address) {
        byte[] octets = address.getAddress();
        var text = new StringBuilder(64);
        for (int i = octets.length - 1; i >= 0; i--) {
            int octet = Byte.toUnsignedInt(octets[i]);
            if (octets.length == 4) {
                text.append(octet).append('.');
            } else {
                text.append(Integer.toHexString(octet & 15)).append('.');
                text.append(Integer.toHexString(octet >> 4)).append('.');
            }
        }
        return text.substring(0, text.length() - 1);
    }
}
