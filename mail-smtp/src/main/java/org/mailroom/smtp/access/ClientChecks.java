// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.dns.DnsAnswer;
import org.mailroom.core.dns.Resolver;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.identity.ClientName;
import org.mailroom.smtp.identity.ClientName.Finding;
import org.mailroom.smtp.identity.Hostname;

/// Restrictions on the client's names and its session.
record ClientChecks(AccessContext context) {

    Ruling unknownClient(Request request) {
        ClientName name = request.client().name();
        return hostname(name.confirmedBy(), "cannot find your hostname", request);
    }

    Ruling unknownReverseClient(Request request) {
        ClientName name = request.client().name();
        return hostname(name.reverseBy(), "cannot find your reverse hostname", request);
    }

    private Ruling hostname(Finding finding, String problem, Request request) {
        if (finding == Finding.FOUND) {
            return Ruling.DUNNO;
        }
        // Where the DNS is at fault, never for good
        int code =
                finding == Finding.UNSURE
                        ? RejectCode.UNKNOWN_CLIENT_REJECT_CODE.usual()
                        : context.code(RejectCode.UNKNOWN_CLIENT_REJECT_CODE);
        String address = request.client().addressText();
        String text = "Client host rejected: " + problem + ", [" + address + "]";
        return new Ruling.Refuse(Reply.of(code, AccessContext.ofClass(code, "4.7.1"), text));
    }

    Ruling plaintext(Request request) {
        int code = context.code(RejectCode.PLAINTEXT_REJECT_CODE);
        return request.client().tls().isPresent()
                ? Ruling.DUNNO
                : new Ruling.Refuse(
                        Reply.of(
                                code,
                                AccessContext.ofClass(code, "4.7.1"),
                                "Session encryption is required"));
    }

    static Ruling pipelining(Subject subject, Request request) {
        return request.pace() == Request.Pace.PROPER
                ? Ruling.DUNNO
                : AccessContext.refusal(
                        503, "5.5.0", subject, request, "Improper use of SMTP command pipelining");
    }

    Ruling invalidHelo(Request request) {
        String name = request.client().greeting().name();
        return name.isEmpty() || Hostname.isValid(name) || Hostname.isAddressLiteral(name)
                ? Ruling.DUNNO
                : context.refusal(
                        RejectCode.INVALID_HOSTNAME_REJECT_CODE,
                        "5.5.2",
                        Subject.HELO,
                        request,
                        "Invalid name");
    }

    Ruling nonFqdnHelo(Request request) {
        String name = request.client().greeting().name();
        return name.isEmpty() || Hostname.isFullyQualified(name) || isBracketedLiteral(name)
                ? Ruling.DUNNO
                : context.refusal(
                        RejectCode.NON_FQDN_REJECT_CODE,
                        "5.5.2",
                        Subject.HELO,
                        request,
                        "need fully-qualified hostname");
    }

    Ruling unknownHelo(Request request) {
        String name = request.client().greeting().name();
        if (name.isEmpty() || isBracketedLiteral(name)) {
            return Ruling.DUNNO;
        }
        Ruling refusal =
                context.refusal(
                        RejectCode.UNKNOWN_HOSTNAME_REJECT_CODE,
                        "4.7.1",
                        Subject.HELO,
                        request,
                        "Host not found");
        return switch (Hostname.isValid(name) ? mailHost(name) : Finding.NONE) {
            case FOUND -> Ruling.DUNNO;
            case NONE -> refusal;
            case UNSURE ->
                    context.settings()
                            .unknownHelo()
                            .with(
                                    AccessContext.reply(
                                            450, "4.7.1", Subject.HELO, request, "Host not found"));
        };
    }

    /// Whether a name has addresses, or mail exchangers.
    private Finding mailHost(String name) {
        Resolver resolver = context.resolver();
        Finding addresses = finding(resolver.addresses(name));
        return addresses == Finding.FOUND
                ? Finding.FOUND
                : either(finding(resolver.mx(name)), addresses);
    }

    private static Finding either(Finding one, Finding other) {
        return one == Finding.FOUND || other == Finding.NONE ? one : other;
    }

    private static Finding finding(DnsAnswer<?> answer) {
        return switch (answer) {
            case DnsAnswer.Records<?> _ -> Finding.FOUND;
            case DnsAnswer.NoData<?> _, DnsAnswer.NoSuchName<?> _ -> Finding.NONE;
            case DnsAnswer.TryAgain<?> _ -> Finding.UNSURE;
        };
    }

    private static boolean isBracketedLiteral(String name) {
        return name.startsWith("[") && Hostname.isAddressLiteral(name);
    }
}
