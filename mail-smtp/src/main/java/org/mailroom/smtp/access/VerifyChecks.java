// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.address.Address;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.verify.Standing;

import java.util.Optional;

/// `reject_unverified_recipient` and `reject_unverified_sender`.
record VerifyChecks(AccessContext context) {

    Ruling recipient(Request request) {
        return check(request.recipient(), Subject.RECIPIENT, request);
    }

    Ruling sender(Request request) {
        return check(request.senderAddress(), Subject.SENDER, request);
    }

    private Ruling check(Optional<Address> address, Subject subject, Request request) {
        return address.map(it -> check(it, subject, request)).orElse(Ruling.DUNNO);
    }

    private Ruling check(Address address, Subject subject, Request request) {
        boolean ofSender = subject == Subject.SENDER;
        AccessSettings settings = context.settings();
        Unverified terms = ofSender ? settings.unverifiedSender() : settings.unverifiedRecipient();
        return switch (context.verification().apply(address)) {
            case Standing.Deliverable() -> Ruling.DUNNO;
            case Standing.Undeliverable(var status, var text) ->
                    context.refusal(
                            ofSender
                                    ? RejectCode.UNVERIFIED_SENDER_REJECT_CODE
                                    : RejectCode.UNVERIFIED_RECIPIENT_REJECT_CODE,
                            subject.fitting(status),
                            subject,
                            request,
                            terms.reason().isEmpty()
                                    ? "undeliverable address: " + text
                                    : terms.reason());
            case Standing.Unsure(var text) -> {
                RejectCode code =
                        ofSender
                                ? RejectCode.UNVERIFIED_SENDER_DEFER_CODE
                                : RejectCode.UNVERIFIED_RECIPIENT_DEFER_CODE;
                String status = subject.fitting("4.1.1");
                Reply reply =
                        AccessContext.reply(
                                context.code(code),
                                status,
                                subject,
                                request,
                                "unverified address: " + text);
                yield terms.unsure().with(reply);
            }
        };
    }
}
