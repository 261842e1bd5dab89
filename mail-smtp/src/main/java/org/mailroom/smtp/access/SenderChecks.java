// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.access.SenderRights.Ownership;
import org.mailroom.smtp.identity.Login;

import java.util.Optional;

/// Restrictions on the sender's address; a notification has none.
record SenderChecks(AccessContext context, AddressChecks addresses) {

    /// Which clients a restriction on the sender's owner is for.
    enum Whom {
        AUTHENTICATED,
        UNAUTHENTICATED,
        EVERYBODY,
        /// Everybody, where the sender's address has an owner.
        OWNED_SENDERS
    }

    Ruling nonFqdn(Request request) {
        return addresses.nonFqdn(request.senderAddress(), Subject.SENDER, request);
    }

    Ruling unknownDomain(Request request) {
        return addresses.unknownDomain(request.senderAddress(), Subject.SENDER, request);
    }

    Ruling unlistedSender(Request request) {
        return request.senderAddress()
                .map(from -> addresses.unlisted(from, Subject.SENDER, "5.1.0", request))
                .orElse(Ruling.DUNNO);
    }

    Ruling loginMismatch(Whom whom, Request request) {
        return request.senderAddress()
                .map(from -> loginMismatch(whom, from, request))
                .orElse(Ruling.DUNNO);
    }

    private Ruling loginMismatch(Whom whom, Address sender, Request request) {
        Optional<String> login = request.client().login().map(Login::user);
        boolean meant =
                switch (whom) {
                    case AUTHENTICATED -> login.isPresent();
                    case UNAUTHENTICATED -> login.isEmpty();
                    case EVERYBODY, OWNED_SENDERS -> true;
                };
        return meant ? mismatch(whom, sender, login) : Ruling.DUNNO;
    }

    private Ruling mismatch(Whom whom, Address sender, Optional<String> login) {
        Ownership ownership = context.senderRights().of(sender, login);
        boolean nobodyMayBe = login.isEmpty() || whom == Whom.OWNED_SENDERS;
        return switch (ownership) {
            case OWN -> Ruling.DUNNO;
            case NOBODYS -> nobodyMayBe ? Ruling.DUNNO : new Ruling.Refuse(notOwned(sender, login));
            case FOREIGN -> new Ruling.Refuse(notOwned(sender, login));
            case UNSURE -> new Ruling.Refuse(Reply.lookupFailure(sender.toString()));
        };
    }

    private static Reply notOwned(Address sender, Optional<String> login) {
        return login.map(user -> Reply.notOwned(sender.toString(), user))
                .orElseGet(() -> Reply.notLoggedIn(sender.toString()));
    }

    Ruling multiRecipientBounce(Subject subject, Request request) {
        boolean bounce = request.sender().orElse(ReversePath.NULL) instanceof ReversePath.Null;
        return bounce && request.sender().isPresent() && request.recipients() > 1
                ? context.refusal(
                        RejectCode.MULTI_RECIPIENT_BOUNCE_REJECT_CODE,
                        "5.5.3",
                        subject,
                        request,
                        "Multi-recipient bounce")
                : Ruling.DUNNO;
    }
}
