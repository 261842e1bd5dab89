// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.AddressText;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.config.AddressUse;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Notify;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.rewrite.Rewritten;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.TableFailedException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The addresses of an envelope before aliases are followed: rewritten, and with those who get
/// copies (ADDRESS_REWRITING_README).
final class EnvelopeAddresses {

    /// Sender and recipients, or why they cannot be had now.
    sealed interface Found {
        record Addresses(ReversePath sender, List<Recipient> recipients) implements Found {
            public Addresses {
                recipients = List.copyOf(recipients);
            }
        }

        record NotNow(String reason) implements Found {}
    }

    private final CleanupTables tables;

    EnvelopeAddresses(CleanupTables tables) {
        this.tables = tables;
    }

    // Copies come last: where one is for somebody who is a recipient too, he stays that
    Found of(Envelope envelope) {
        try {
            ReversePath sender = sender(envelope.sender());
            var recipients = new ArrayList<Recipient>();
            var copies = new ArrayList<Recipient>();
            if (sender instanceof ReversePath.Sender(var address)) {
                copy(tables.copies().sender(), address).ifPresent(copies::add);
            }
            for (Recipient recipient : envelope.recipients()) {
                Address to = rewritten(recipient.address(), AddressUse.ENVELOPE_RECIPIENT);
                recipients.add(recipient.at(to));
                copy(tables.copies().recipient(), to).ifPresent(copies::add);
            }
            tables.copies().always().map(this::copyTo).ifPresent(copies::add);
            recipients.addAll(copies);
            return new Found.Addresses(sender, recipients);
        } catch (TableFailedException e) {
            return new Found.NotNow(e.reason());
        }
    }

    /// The same with those that content tables have named.
    Found changed(Found before, ContentVerdict verdict) {
        if (!(before instanceof Found.Addresses(var sender, var recipients))) {
            return before;
        }
        try {
            var changed = new ArrayList<Recipient>();
            if (verdict.redirect().isPresent()) {
                changed.add(copyTo(verdict.redirect().get()));
            } else {
                changed.addAll(recipients);
            }
            verdict.copies().stream().map(this::copyTo).forEach(changed::add);
            return new Found.Addresses(sender, changed);
        } catch (TableFailedException e) {
            return new Found.NotNow(e.reason());
        }
    }

    /// The same as filters have changed them.
    Found edited(Found before, List<MessageEdit> edits) {
        if (!(before instanceof Found.Addresses(var sender, var recipients))) {
            return before;
        }
        try {
            ReversePath changedSender = sender;
            var changed = new ArrayList<>(recipients);
            for (MessageEdit edit : edits) {
                if (edit instanceof MessageEdit.ChangeSender(var other)) {
                    changedSender = sender(other);
                } else if (edit instanceof MessageEdit.AddRecipient(var other)) {
                    changed.add(
                            other.at(rewritten(other.address(), AddressUse.ENVELOPE_RECIPIENT)));
                } else if (edit instanceof MessageEdit.RemoveRecipient(var address)) {
                    changed.removeIf(recipient -> isMeant(recipient, address));
                }
            }
            return new Found.Addresses(changedSender, changed);
        } catch (TableFailedException e) {
            return new Found.NotNow(e.reason());
        }
    }

    private static boolean isMeant(Recipient recipient, Address address) {
        String text = address.toString();
        return recipient.original().toString().equalsIgnoreCase(text)
                || recipient.address().toString().equalsIgnoreCase(text);
    }

    private ReversePath sender(ReversePath sender) {
        return sender instanceof ReversePath.Sender(var address)
                ? new ReversePath.Sender(rewritten(address, AddressUse.ENVELOPE_SENDER))
                : sender;
    }

    private Optional<Recipient> copy(Function<Address, Lookup> table, Address of) {
        return TableFailedException.value(table, of)
                .map(
                        text ->
                                AddressText.parse(text, tables.copies().origin())
                                        .orElseThrow(
                                                () ->
                                                        new TableFailedException(
                                                                "no address to copy mail to: "
                                                                        + text)))
                .map(this::copyTo);
    }

    private Recipient copyTo(Address address) {
        // Nobody is told of a copy that he does not know of
        return Recipient.of(rewritten(address, AddressUse.ENVELOPE_RECIPIENT)).with(Notify.NEVER);
    }

    private Address rewritten(Address address, AddressUse use) {
        return switch (tables.rewriting().rewrite(address, use)) {
            case Rewritten.To(var to) -> to;
            case Rewritten.NotNow(var reason) -> throw new TableFailedException(reason);
        };
    }
}
