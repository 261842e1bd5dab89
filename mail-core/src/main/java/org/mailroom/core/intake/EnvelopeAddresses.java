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

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

    private static final class TableFailedException extends Exception {
        private static final long serialVersionUID = 1L;

        TableFailedException(String reason) {
            super(reason);
        }
    }

    EnvelopeAddresses(CleanupTables tables) {
        this.tables = tables;
    }

    Found of(Envelope envelope) {
        try {
            ReversePath sender = sender(envelope.sender());
            var recipients = new ArrayList<Recipient>();
            if (sender instanceof ReversePath.Sender(var address)) {
                copy(tables.copies().sender().apply(address)).ifPresent(recipients::add);
            }
            for (Recipient recipient : envelope.recipients()) {
                Address to = rewritten(recipient.address(), AddressUse.ENVELOPE_RECIPIENT);
                recipients.add(recipient.at(to));
                copy(tables.copies().recipient().apply(to)).ifPresent(recipients::add);
            }
            if (tables.copies().always().isPresent()) {
                recipients.add(copyTo(tables.copies().always().get()));
            }
            return new Found.Addresses(sender, recipients);
        } catch (TableFailedException e) {
            return new Found.NotNow(String.valueOf(e.getMessage()));
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
            for (Address address : verdict.copies()) {
                changed.add(copyTo(address));
            }
            return new Found.Addresses(sender, changed);
        } catch (TableFailedException e) {
            return new Found.NotNow(String.valueOf(e.getMessage()));
        }
    }

    private ReversePath sender(ReversePath sender) throws TableFailedException {
        return sender instanceof ReversePath.Sender(var address)
                ? new ReversePath.Sender(rewritten(address, AddressUse.ENVELOPE_SENDER))
                : sender;
    }

    private Optional<Recipient> copy(Lookup answer) throws TableFailedException {
        return switch (answer) {
            case Lookup.NotFound() -> Optional.empty();
            case Lookup.Failed(var reason) -> throw new TableFailedException(reason);
            case Lookup.Found(var text) -> {
                Optional<Address> address = AddressText.parse(text, tables.copies().origin());
                if (address.isEmpty()) {
                    throw new TableFailedException("no address to copy mail to: " + text);
                }
                yield Optional.of(copyTo(address.get()));
            }
        };
    }

    private Recipient copyTo(Address address) throws TableFailedException {
        // Nobody is told of a copy that he does not know of
        return Recipient.of(rewritten(address, AddressUse.ENVELOPE_RECIPIENT)).with(Notify.NEVER);
    }

    private Address rewritten(Address address, AddressUse use) throws TableFailedException {
        return switch (tables.rewriting().rewrite(address, use)) {
            case Rewritten.To(var to) -> to;
            case Rewritten.NotNow(var reason) -> throw new TableFailedException(reason);
        };
    }
}
