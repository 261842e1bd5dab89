// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.notice;

import org.mailroom.core.config.NoticeClass;
import org.mailroom.smtp.Reply;

import java.util.Optional;

/// Of which class of `notify_classes` a refusal is, as in Postfix's smtpd.
final class Trouble {
    private Trouble() {}

    static Optional<NoticeClass> of(Reply reply) {
        if (!reply.isRefusal()) {
            return Optional.empty();
        }
        return switch (reply.status()) {
            // Unknown users are of the class `bounce`, and wrong passwords of none: both are many
            case "5.1.1", "5.1.0", "4.1.1", "5.7.8" -> Optional.empty();
            // The end of the server, and of a client's patience or ours, is no trouble
            case "4.3.2", "4.4.2" -> Optional.empty();
            case "4.3.1" -> Optional.of(NoticeClass.RESOURCE);
            case "4.3.5" -> Optional.of(NoticeClass.SOFTWARE);
            case "4.3.0" ->
                    Optional.of(reply.code() == 421 ? NoticeClass.SOFTWARE : NoticeClass.DATA);
            default -> Optional.of(isOfGrammar(reply) ? NoticeClass.PROTOCOL : NoticeClass.POLICY);
        };
    }

    // RFC 3463 §3.6: X.5 is about the protocol
    private static boolean isOfGrammar(Reply reply) {
        return reply.isOfSyntax() || reply.status().startsWith("5.5.");
    }
}
