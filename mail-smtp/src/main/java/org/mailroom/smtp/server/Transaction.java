// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.address.ReversePath;
import org.mailroom.core.queue.Recipient;
import org.mailroom.smtp.MailParameters;

import java.util.List;
import java.util.stream.Stream;

/// How far a mail transaction has come (RFC 5321 §3.3).
sealed interface Transaction extends AutoCloseable {

    /// Leaves nothing of the message.
    @Override
    default void close() {}

    record None() implements Transaction {}

    /// MAIL was accepted.
    record Open(
            ReversePath sender,
            MailParameters parameters,
            List<Recipient> recipients,
            Destiny destiny,
            int overshoot)
            implements Transaction {

        public Open {
            recipients = List.copyOf(recipients);
        }

        static Open from(ReversePath sender, MailParameters parameters) {
            return new Open(sender, parameters, List.of(), Destiny.QUEUE, 0);
        }

        Open with(Recipient recipient) {
            var all = Stream.concat(recipients.stream(), Stream.of(recipient)).toList();
            return new Open(sender, parameters, all, destiny, overshoot);
        }

        Open discarded() {
            return new Open(sender, parameters, recipients, Destiny.DISCARD, overshoot);
        }

        /// One recipient more than allowed was refused.
        Open overshot() {
            return new Open(sender, parameters, recipients, destiny, overshoot + 1);
        }
    }

    /// A part of the content has come (RFC 3030).
    record Chunked(MessageReceiver.Incoming message, List<Recipient> recipients)
            implements Transaction {
        @Override
        public void close() {
            message.close();
        }
    }

    /// What will become of the message.
    enum Destiny {
        QUEUE,
        DISCARD
    }
}
