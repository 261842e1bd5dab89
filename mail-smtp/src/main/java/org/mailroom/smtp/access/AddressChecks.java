// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.address.Address;
import org.mailroom.core.dns.DnsAnswer;
import org.mailroom.core.dns.MailExchanger;
import org.mailroom.core.route.Known;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.identity.Hostname;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// Restrictions on the addresses of the envelope.
record AddressChecks(AccessContext context, AccessNotes notes) {
    private static final String DOMAIN_NOT_FOUND = "Domain not found";

    boolean isAuthorizedDestination(Request request) {
        return request.recipient().filter(context::isAuthorizedDestination).isPresent();
    }

    Ruling rejectUnauthorized(Request request) {
        int code = context.code(RejectCode.RELAY_DOMAINS_REJECT_CODE);
        return unauthorized(request, code);
    }

    Ruling deferUnauthorized(Request request) {
        return unauthorized(request, 454);
    }

    private Ruling unauthorized(Request request, int code) {
        return request.recipient()
                .filter(recipient -> !context.isAuthorizedDestination(recipient))
                .map(recipient -> relayDenied(recipient, code))
                .orElse(Ruling.DUNNO);
    }

    private static Ruling relayDenied(Address recipient, int code) {
        String text = "<" + recipient + ">: Relay access denied";
        return new Ruling.Refuse(Reply.of(code, AccessContext.ofClass(code, "5.7.1"), text));
    }

    Ruling unlistedRecipient(Request request) {
        return request.recipient()
                .map(to -> unlisted(to, Subject.RECIPIENT, "5.1.1", request))
                .orElse(Ruling.DUNNO);
    }

    Ruling unlisted(Address address, Subject subject, String status, Request request) {
        return switch (context.router().known(address)) {
            case Known.Yes() -> Ruling.DUNNO;
            case Known.No(var text) ->
                    context.refusal(unknownCode(address), status, subject, request, text);
            // error(8): not now is another matter than never
            case Known.Refused(var given, var text) ->
                    AccessContext.refusal(
                            given.startsWith("4") ? 450 : 550, given, subject, request, text);
            case Known.Unsure(var reason) -> {
                notes.warning("<" + address + ">: " + reason);
                yield new Ruling.Refuse(Reply.lookupFailure(address.toString()));
            }
        };
    }

    private RejectCode unknownCode(Address address) {
        return switch (context.router().classify(address)) {
            case LOCAL, DEFAULT -> RejectCode.UNKNOWN_LOCAL_RECIPIENT_REJECT_CODE;
            case VIRTUAL_ALIAS -> RejectCode.UNKNOWN_VIRTUAL_ALIAS_REJECT_CODE;
            case VIRTUAL_MAILBOX -> RejectCode.UNKNOWN_VIRTUAL_MAILBOX_REJECT_CODE;
            case RELAY -> RejectCode.UNKNOWN_RELAY_RECIPIENT_REJECT_CODE;
        };
    }

    Ruling nonFqdn(Optional<Address> address, Subject subject, Request request) {
        return address.filter(AddressChecks::isNotFullyQualified)
                .map(
                        _ ->
                                context.refusal(
                                        RejectCode.NON_FQDN_REJECT_CODE,
                                        "5.5.2",
                                        subject,
                                        request,
                                        "need fully-qualified address"))
                .orElse(Ruling.DUNNO);
    }

    // RFC 5321 §4.5.1: postmaster needs no domain
    private static boolean isNotFullyQualified(Address address) {
        String domain = address.domain();
        return !domain.startsWith("[")
                && !Hostname.isFullyQualified(domain)
                && !(domain.isEmpty() && address.localPart().equalsIgnoreCase("postmaster"));
    }

    Ruling unknownDomain(Optional<Address> address, Subject subject, Request request) {
        return address.filter(this::isElsewhere)
                .map(found -> domain(found.domain(), subject, request))
                .orElse(Ruling.DUNNO);
    }

    private boolean isElsewhere(Address address) {
        String domain = address.domain();
        if (domain.isEmpty() || domain.startsWith("[")) {
            return false;
        }
        return switch (context.router().classify(address)) {
            case LOCAL, VIRTUAL_ALIAS, VIRTUAL_MAILBOX -> false;
            case RELAY, DEFAULT -> true;
        };
    }

    // RFC 5321 §5.1: without mail exchangers, the host itself
    private Ruling domain(String domain, Subject subject, Request request) {
        return switch (context.resolver().mx(domain)) {
            case DnsAnswer.Records<MailExchanger>(var exchangers, _) when isNullMx(exchangers) ->
                    nullMx(domain, subject, request);
            case DnsAnswer.Records<MailExchanger> _ -> Ruling.DUNNO;
            case DnsAnswer.NoData<MailExchanger> _ -> host(domain, subject, request);
            case DnsAnswer.NoSuchName<MailExchanger> _ -> noDomain(subject, request);
            case DnsAnswer.TryAgain<MailExchanger> _ -> unsureDomain(subject, request);
        };
    }

    private Ruling host(String domain, Subject subject, Request request) {
        return switch (context.resolver().addresses(domain)) {
            case DnsAnswer.Records<InetAddress> _ -> Ruling.DUNNO;
            case DnsAnswer.NoData<InetAddress> _, DnsAnswer.NoSuchName<InetAddress> _ ->
                    noDomain(subject, request);
            case DnsAnswer.TryAgain<InetAddress> _ -> unsureDomain(subject, request);
        };
    }

    private static boolean isNullMx(List<MailExchanger> exchangers) {
        return exchangers.size() == 1 && exchangers.getFirst().host().isEmpty();
    }

    // RFC 7505 §4.1, §4.2
    private static Ruling nullMx(String domain, Subject subject, Request request) {
        String why = "Domain " + domain + " does not accept mail (nullMX)";
        return subject == Subject.SENDER
                ? AccessContext.refusal(550, "5.7.27", subject, request, why)
                : AccessContext.refusal(556, "5.1.10", subject, request, why);
    }

    private Ruling noDomain(Subject subject, Request request) {
        return context.refusal(
                RejectCode.UNKNOWN_ADDRESS_REJECT_CODE,
                domainStatus(subject),
                subject,
                request,
                DOMAIN_NOT_FOUND);
    }

    private Ruling unsureDomain(Subject subject, Request request) {
        return context.settings()
                .unknownAddress()
                .with(
                        AccessContext.reply(
                                450, domainStatus(subject), subject, request, DOMAIN_NOT_FOUND));
    }

    private static String domainStatus(Subject subject) {
        return subject == Subject.SENDER ? "4.1.8" : "4.1.2";
    }
}
