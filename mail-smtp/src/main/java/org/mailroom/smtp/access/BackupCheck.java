// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.address.Address;
import org.mailroom.core.dns.DnsAnswer;
import org.mailroom.core.dns.MailExchanger;
import org.mailroom.core.route.AddressClass;
import org.mailroom.smtp.identity.Hostname;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// `permit_mx_backup`: whether this server is a mail exchanger of the recipient's domain, and not
/// the first.
record BackupCheck(AccessContext context) {

    Ruling check(Request request, AccessNotes notes) {
        Optional<Address> recipient = request.recipient();
        if (recipient.isEmpty()) {
            return Ruling.DUNNO;
        }
        Address to = recipient.get();
        if (context.isAuthorizedDestination(to)) {
            return permit(request, notes);
        }
        boolean foreign = context.isRouted(to) || !Hostname.isValid(to.domain());
        return foreign ? Ruling.DUNNO : byExchangers(to, request, notes);
    }

    private Ruling permit(Request request, AccessNotes notes) {
        return context.permit("permit_mx_backup", Subject.RECIPIENT, request, notes);
    }

    private Ruling byExchangers(Address to, Request request, AccessNotes notes) {
        return switch (context.resolver().mx(to.domain())) {
            case DnsAnswer.Records<MailExchanger>(var found, _) ->
                    isBackup(found) ? permit(request, notes) : Ruling.DUNNO;
            case DnsAnswer.NoData<MailExchanger> _, DnsAnswer.NoSuchName<MailExchanger> _ ->
                    Ruling.DUNNO;
            case DnsAnswer.TryAgain<MailExchanger> _ ->
                    new Ruling.DeferIfReject(
                            AccessContext.reply(
                                    450,
                                    "4.4.4",
                                    Subject.RECIPIENT,
                                    request,
                                    "Unable to look up mail exchanger information"));
        };
    }

    private boolean isBackup(List<MailExchanger> exchangers) {
        int best = exchangers.getFirst().preference();
        List<MailExchanger> first =
                exchangers.stream().filter(mx -> mx.preference() == best).toList();
        return exchangers.stream().anyMatch(this::isThisServer)
                && first.stream().noneMatch(this::isThisServer)
                && first.stream().allMatch(this::isAllowed);
    }

    private boolean isThisServer(MailExchanger exchanger) {
        return context.router().classify(new Address("postmaster", exchanger.host()))
                        == AddressClass.LOCAL
                || addresses(exchanger).stream().anyMatch(context.inetInterfaces());
    }

    private boolean isAllowed(MailExchanger exchanger) {
        List<InetAddress> addresses = addresses(exchanger);
        return !addresses.isEmpty() && addresses.stream().allMatch(context.settings().mxBackup());
    }

    private List<InetAddress> addresses(MailExchanger exchanger) {
        return context.resolver().addresses(exchanger.host())
                        instanceof DnsAnswer.Records<InetAddress>(var found, _)
                ? found
                : List.of();
    }
}
