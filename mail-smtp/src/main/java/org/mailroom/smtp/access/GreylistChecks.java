// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.smtp.identity.Client;
import org.mailroom.smtp.identity.ClientName;

import java.time.Duration;
import java.util.Locale;

/// `check_greylist`: a correspondent that is not known yet comes again later, if nobody else
/// refuses it. Networks of our own and users pass, and so does a client of the sender's domain by
/// its name.
record GreylistChecks(AccessContext context) {

    Ruling check(Request request) {
        if (request.recipient().isEmpty() || isOurs(request.client()) || isOfSender(request)) {
            return Ruling.DUNNO;
        }
        Duration wait =
                context.greylisting()
                        .visit(
                                request.client().address(),
                                request.sender().map(Object::toString).orElse(""),
                                request.recipient().get().toString());
        return wait.isPositive()
                ? new Ruling.DeferIfPermit(
                        AccessContext.reply(
                                450,
                                "4.7.1",
                                Subject.RECIPIENT,
                                request,
                                "Greylisted, please try again in %d seconds"
                                        .formatted(Math.max(1, wait.toSeconds()))))
                : Ruling.DUNNO;
    }

    // The one way so far to know that a domain answers for a client: a name that leads back to the
    // address
    private static boolean isOfSender(Request request) {
        ClientName name = request.client().name();
        return name.confirmedBy() == ClientName.Finding.FOUND
                && request.senderAddress()
                        .map(sender -> sender.domain().toLowerCase(Locale.ROOT))
                        .filter(domain -> domain.indexOf('.') > 0)
                        .filter(domain -> ("." + name.confirmed()).endsWith("." + domain))
                        .isPresent();
    }

    private boolean isOurs(Client client) {
        return client.login().isPresent() || context.mynetworks().test(client.address());
    }
}
