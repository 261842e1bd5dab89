// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.pickup;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.intake.Draft;
import org.mailroom.core.intake.Intake;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Recipient;
import org.mailroom.server.programs.ExitCode;

import java.util.List;
import java.util.function.Function;

/// The answer to `sendmail -bv`: a message to its sender that tells what would become of mail for
/// each recipient. Nothing is delivered to them, and other servers are not asked. Safe for use by
/// several threads.
///
/// @param explain what becomes of mail for an address, some lines for a person
record VerifyReport(Intake intake, Function<Address, String> explain) {
    /// Each may have many aliases, whose tables are asked.
    private static final int MAX_RECIPIENTS = 100;

    /// A draft for the report, empty as yet.
    Draft begun(List<Recipient> recipients, ReversePath sender) throws RefusalException {
        if (recipients.size() > MAX_RECIPIENTS) {
            throw new RefusalException(
                    ExitCode.DATA_ERROR,
                    "more than %d recipients to verify".formatted(MAX_RECIPIENTS));
        }
        if (!(sender instanceof ReversePath.Sender(var reader))) {
            throw new RefusalException(ExitCode.USAGE, "-bv needs a sender who gets the report");
        }
        return intake.open(
                Envelope.ofNotice(ReversePath.NULL, reader), Intake.Submission.COMPLETE_HEADERS);
    }

    /// Writes what becomes of mail for those recipients.
    void write(Draft draft, List<Recipient> recipients, ReversePath sender, String hostname) {
        draft.write(head(sender, hostname));
        for (Recipient recipient : recipients) {
            draft.write("\n" + explain.apply(recipient.address()));
        }
    }

    // RFC 3834 §5: so that no responder answers it
    private static String head(ReversePath reader, String hostname) {
        return """
        From: MAILER-DAEMON (Mail Delivery System)
        To: %s
        Subject: Mail Delivery Status Report
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        This is the mail system at host %s.

        You asked what would become of mail for these recipients. Nothing was
        sent to them.
        """
                .formatted(reader, hostname);
    }
}
