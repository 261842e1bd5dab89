// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.address.Address;
import org.mailroom.core.dns.Resolver;
import org.mailroom.core.route.AddressClass;
import org.mailroom.core.route.Router;
import org.mailroom.core.table.AddressLookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.Match;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.dnslist.ListAnswers;
import org.mailroom.smtp.verify.Standing;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/// What restrictions ask besides the request.
///
/// @param lists asks lists of the DNS
/// @param mynetworks whether a client is of `mynetworks`
/// @param greylisting who has to come again later
/// @param verification tells whether an address is deliverable
/// @param inetInterfaces whether an address is one of this server
public record AccessContext(
        Router router,
        Resolver resolver,
        ListAnswers lists,
        Predicate<InetAddress> mynetworks,
        Predicate<InetAddress> inetInterfaces,
        SenderRights senderRights,
        CertificateRights certificates,
        AccessSettings settings,
        Function<Address, Standing> verification,
        Greylisting greylisting,
        RestrictionParser parser,
        Pause pause) {

    /// Whether mail for the recipient ends here, or is for a domain that we relay for. An address
    /// that somebody may read as a way to a third place is neither: `user%elsewhere@here`,
    /// `elsewhere!user@here`, `"user@elsewhere"@here` (RFC 5321 §5, `allow_untrusted_routing`).
    boolean isAuthorizedDestination(Address recipient) {
        return !isRouted(recipient) && router.classify(recipient) != AddressClass.DEFAULT;
    }

    /// Whether somebody may read the address as a way to a third place.
    boolean isRouted(Address recipient) {
        String local = recipient.localPart();
        return local.indexOf('@') >= 0 || local.indexOf('%') >= 0 || local.indexOf('!') >= 0;
    }

    int code(RejectCode which) {
        return settings.code(which);
    }

    /// An access table, asked as access(5) says.
    AddressLookup accessLookup(LookupTable table) {
        return new AddressLookup(
                List.of(table), settings.delimiters(), _ -> Match.NO, settings.domains());
    }

    /// A permit, logged where that is wanted.
    Ruling permit(String by, Subject subject, Request request, AccessNotes notes) {
        if (settings.loggedPermits().test(by)) {
            String what = subject + "=" + subject.nameIn(request);
            notes.remark("permit", request, "action=" + by + " for " + what);
        }
        return Ruling.PERMIT;
    }

    /// A refusal with a code that can be changed.
    Ruling refusal(RejectCode code, String status, Subject subject, Request request, String why) {
        return refusal(code(code), status, subject, request, why);
    }

    static Ruling refusal(int code, String status, Subject subject, Request request, String why) {
        return new Ruling.Refuse(reply(code, status, subject, request, why));
    }

    static Reply reply(int code, String status, Subject subject, Request request, String why) {
        return Reply.rejected(
                code, ofClass(code, status), subject.nameIn(request), subject.toString(), why);
    }

    /// RFC 3463 §2: the class of the status is that of the code.
    static String ofClass(int code, String status) {
        return code / 100 + status.substring(1);
    }
}
