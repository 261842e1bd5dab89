// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.address.Address;
import org.mailroom.core.route.AddressClass;
import org.mailroom.core.route.Known;
import org.mailroom.core.route.Router;
import org.mailroom.smtp.Reply;

import java.net.InetAddress;
import java.util.function.Predicate;

/// Who may send what to whom. Safe for use by several threads.
public final class AccessPolicy {
    private final Router router;
    private final Predicate<InetAddress> mynetworks;
    private final SenderRights senderRights;

    public AccessPolicy(
            Router router, Predicate<InetAddress> mynetworks, SenderRights senderRights) {
        this.router = router;
        this.mynetworks = mynetworks;
        this.senderRights = senderRights;
    }

    public SenderRights senderRights() {
        return senderRights;
    }

    public Verdict judge(Request request, AccessNotes notes) {
        return request.moment() == Request.Moment.RCPT && request.recipient().isPresent()
                ? recipient(request, request.recipient().get())
                : Verdict.ACCEPT;
    }

    private Verdict recipient(Request request, Address recipient) {
        Client client = request.client();
        boolean ours = router.classify(recipient) != AddressClass.DEFAULT;
        if (!ours && !mynetworks.test(client.address()) && client.login().isEmpty()) {
            return new Verdict.Refuse(Reply.relayDenied(recipient.toString()));
        }
        return switch (router.known(recipient)) {
            case Known.Yes() -> Verdict.ACCEPT;
            case Known.No(var text) ->
                    new Verdict.Refuse(Reply.unknownRecipient(recipient.toString(), text));
            case Known.Unsure _ -> new Verdict.Refuse(Reply.lookupFailure(recipient.toString()));
        };
    }
}
