// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.address.ReversePath;
import org.mailroom.core.intake.MessageOrder;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.queue.Urgency;
import org.mailroom.smtp.MailParameters;
import org.mailroom.smtp.ProxyAttributes;

import java.util.List;
import java.util.stream.Stream;

/// How far a mail transaction has come (RFC 5321 §3.3).
sealed interface Transaction extends AutoCloseable {

    /// Leaves nothing of the message.
    @Override
    default void close() {}

    record None() implements Transaction {}

    /// MAIL was accepted.
    ///
    /// @param urgency as counted from then
    /// @param instance what the requests about this message have in common
    /// @param forwarded what XFORWARD has told of it
    /// @param fate what the rules have asked of it
    record Open(
            ReversePath sender,
            MailParameters parameters,
            Urgency urgency,
            String instance,
            ProxyAttributes forwarded,
            List<Recipient> recipients,
            Fate fate,
            int overshoot)
            implements Transaction {

        public Open {
            recipients = List.copyOf(recipients);
        }

        Destiny destiny() {
            return fate.destiny();
        }

        static Open from(
                ReversePath sender,
                MailParameters parameters,
                Urgency urgency,
                String instance,
                ProxyAttributes forwarded) {
            return new Open(
                    sender, parameters, urgency, instance, forwarded, List.of(), Fate.USUAL, 0);
        }

        Open with(Recipient recipient) {
            var all = Stream.concat(recipients.stream(), Stream.of(recipient)).toList();
            return new Open(sender, parameters, urgency, instance, forwarded, all, fate, overshoot);
        }

        /// How many octets the client says that there are; 0 where it does not.
        long announced() {
            return parameters.size().orElse(0);
        }

        Open discarded() {
            return with(new Fate(Destiny.DISCARD, fate.orders()));
        }

        Open ordered(List<MessageOrder> orders) {
            return orders.isEmpty() ? this : with(new Fate(fate.destiny(), fate.and(orders)));
        }

        private Open with(Fate other) {
            return new Open(
                    sender, parameters, urgency, instance, forwarded, recipients, other, overshoot);
        }

        /// One recipient more than allowed was refused.
        Open overshot() {
            return new Open(
                    sender,
                    parameters,
                    urgency,
                    instance,
                    forwarded,
                    recipients,
                    fate,
                    overshoot + 1);
        }
    }

    /// What the rules have asked of a message.
    record Fate(Destiny destiny, List<MessageOrder> orders) {
        static final Fate USUAL = new Fate(Destiny.QUEUE, List.of());

        public Fate {
            orders = List.copyOf(orders);
        }

        // What each of many recipients asks for is done once
        private List<MessageOrder> and(List<MessageOrder> more) {
            return Stream.concat(orders.stream(), more.stream()).distinct().toList();
        }
    }

    /// Its content comes, whole or in chunks.
    record Arriving(MessageReceiver.Incoming message, List<Recipient> recipients)
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
