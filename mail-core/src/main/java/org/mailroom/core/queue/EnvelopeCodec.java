// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;

import java.util.ArrayList;
import java.util.List;

/// An envelope as octets of the journal, and back.
final class EnvelopeCodec {
    private static final int REWRITTEN = 1;
    private static final int HANDED_OVER = 64;
    private static final int URGENT = 128;

    private EnvelopeCodec() {}

    static void encode(Envelope envelope, Encoder to) {
        switch (envelope.sender()) {
            case ReversePath.Null _ -> to.octet(0);
            case ReversePath.Sender(Address address) -> encode(address, to.octet(1));
        }
        to.number(envelope.recipients().size());
        for (Recipient recipient : envelope.recipients()) {
            encode(recipient, to);
        }
        Origin origin = envelope.origin();
        to.text(origin.clientName()).text(origin.clientAddress()).text(origin.helo());
        to.text(origin.protocol()).text(origin.login()).text(origin.tls());
        to.octet(envelope.body() == Envelope.Body.EIGHT_BIT_MIME ? 1 : 0);
        int encoding = envelope.encoding() == Envelope.Encoding.SMTPUTF8 ? 1 : 0;
        int returning = number(envelope.returning());
        int tls = number(envelope.tls());
        boolean usual = envelope.urgency().equals(Urgency.USUAL);
        int urgent = usual ? 0 : URGENT;
        to.octet(encoding | returning << 1 | tls << 3 | number(envelope.purpose()) << 5 | urgent);
        to.text(envelope.envid());
        if (!usual) {
            envelope.urgency().encode(to);
        }
    }

    private static void encode(Recipient recipient, Encoder to) {
        encode(recipient.address(), to);
        boolean rewritten = !recipient.original().equals(recipient.address());
        int handed = recipient.handover().isPresent() ? HANDED_OVER : 0;
        to.octet((rewritten ? REWRITTEN : 0) | recipient.notices().bits() << 1 | handed);
        if (rewritten) {
            encode(recipient.original(), to);
        }
        to.text(recipient.orcpt());
        recipient.handover().ifPresent(it -> encode(it, to));
    }

    private static void encode(Handover handover, Encoder to) {
        to.octet(handover.kind() == Handover.Kind.COMMAND ? 0 : 1);
        to.text(handover.target()).text(handover.owner());
    }

    private static void encode(Address address, Encoder to) {
        to.text(address.localPart()).text(address.domain());
    }

    static Envelope decode(Decoder from) {
        ReversePath sender =
                from.octet() == 0 ? ReversePath.NULL : new ReversePath.Sender(address(from));
        int count = from.number();
        List<Recipient> recipients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            recipients.add(recipient(from));
        }
        Origin origin = origin(from);
        var body = from.octet() == 1 ? Envelope.Body.EIGHT_BIT_MIME : Envelope.Body.SEVEN_BIT;
        int flags = from.octet();
        return new Envelope(
                sender,
                recipients,
                origin,
                body,
                (flags & 1) == 1 ? Envelope.Encoding.SMTPUTF8 : Envelope.Encoding.ASCII,
                from.optionalText(),
                returning(flags >> 1 & 3),
                tls(flags >> 3 & 3),
                purpose(flags >> 5 & 3),
                (flags & URGENT) == 0 ? Urgency.USUAL : Urgency.decode(from));
    }

    private static int number(Envelope.TlsDemand demand) {
        return switch (demand) {
            case UNSAID -> 0;
            case REQUIRED -> 1;
            case NOT_REQUIRED -> 2;
        };
    }

    private static Envelope.TlsDemand tls(int number) {
        return switch (number) {
            case 1 -> Envelope.TlsDemand.REQUIRED;
            case 2 -> Envelope.TlsDemand.NOT_REQUIRED;
            default -> Envelope.TlsDemand.UNSAID;
        };
    }

    private static int number(Envelope.Purpose purpose) {
        return switch (purpose) {
            case DELIVERY -> 0;
            case REPORTED_DELIVERY -> 1;
            case PROBE -> 2;
        };
    }

    private static Envelope.Purpose purpose(int number) {
        return switch (number) {
            case 1 -> Envelope.Purpose.REPORTED_DELIVERY;
            case 2 -> Envelope.Purpose.PROBE;
            default -> Envelope.Purpose.DELIVERY;
        };
    }

    private static int number(Envelope.Returning returning) {
        return switch (returning) {
            case UNSAID -> 0;
            case FULL -> 1;
            case HDRS -> 2;
        };
    }

    private static Envelope.Returning returning(int number) {
        return switch (number) {
            case 1 -> Envelope.Returning.FULL;
            case 2 -> Envelope.Returning.HDRS;
            default -> Envelope.Returning.UNSAID;
        };
    }

    private static Recipient recipient(Decoder from) {
        Address address = address(from);
        int flags = from.octet();
        Address original = (flags & REWRITTEN) != 0 ? address(from) : address;
        var recipient =
                new Recipient(
                        address,
                        original,
                        from.optionalText(),
                        new Notify((flags & ~HANDED_OVER) >> 1));
        return (flags & HANDED_OVER) == 0 ? recipient : recipient.handedTo(handover(from));
    }

    private static Handover handover(Decoder from) {
        var kind = from.octet() == 0 ? Handover.Kind.COMMAND : Handover.Kind.FILE;
        return new Handover(kind, from.text(), from.text());
    }

    private static Address address(Decoder from) {
        return new Address(from.text(), from.text());
    }

    private static Origin origin(Decoder from) {
        return new Origin(
                from.text(),
                from.text(),
                from.text(),
                from.text(),
                from.optionalText(),
                from.optionalText());
    }
}
