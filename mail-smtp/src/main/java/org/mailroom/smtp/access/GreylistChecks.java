// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import java.time.Duration;

/// `check_greylist`: a correspondent that is not known yet comes again later, if nobody else
/// refuses it. Networks of our own and users pass.
record GreylistChecks(AccessContext context) {

    Ruling check(Request request) {
        if (request.recipient().isEmpty() || isOurs(request.client())) {
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

    private boolean isOurs(Client client) {
        return client.login().isPresent() || context.mynetworks().test(client.address());
    }
}
