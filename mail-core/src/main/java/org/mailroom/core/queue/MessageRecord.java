// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import org.mailroom.core.journal.Payload;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/// The record of a message: length and CRC32C of its head, the head, then the content where that is
/// inline. The head has a CRC of its own so that it can be read without the content.
final class MessageRecord {
    static final int PREFIX_OCTETS = 8;
    private static final int FORMAT = 2;

    /// Before operators could do anything with a message.
    private static final int FORMAT_WITHOUT_HANDLING = 1;

    private MessageRecord() {}

    /// All of a message but its content.
    record Head(
            long sequence,
            long arrivedMicros,
            long octets,
            BodyPlace place,
            QueueEntry.State state,
            Envelope envelope) {}

    /// A record with its content, which stays in the caller's array until it is written.
    static Payload payload(Head head, ArrayContent content) {
        byte[] encoded = encode(head);
        return new Payload() {
            @Override
            public int octets() {
                return PREFIX_OCTETS + encoded.length + (int) content.octets();
            }

            @Override
            public void putInto(ByteBuffer target) {
                target.putInt(encoded.length).putInt(crc(ByteBuffer.wrap(encoded)));
                content.putInto(target.put(encoded));
            }
        };
    }

    private static byte[] encode(Head head) {
        Encoder to = new Encoder().octet(FORMAT);
        to.number(head.sequence()).number(head.arrivedMicros()).number(head.octets());
        switch (head.place()) {
            case BodyPlace.Inline _ -> to.octet(0);
            case BodyPlace.OwnFile(int crc) -> to.octet(1).number(crc);
        }
        QueueEntry.State state = head.state();
        to.number(state.done().size());
        state.done().forEach(to::number);
        encodeDeferrals(state.dueMillis(), state.warning(), state.deferrals(), to);
        state.handling().encode(to);
        EnvelopeCodec.encode(head.envelope(), to);
        return to.finish();
    }

    static void encodeDeferrals(
            long dueMillis, QueueEntry.Warning warning, List<Deferral> deferrals, Encoder to) {
        to.number(dueMillis).octet(warning == QueueEntry.Warning.SENT ? 1 : 0);
        to.number(deferrals.size());
        for (Deferral deferral : deferrals) {
            to.number(deferral.recipient()).text(deferral.status()).text(deferral.text());
        }
    }

    static QueueEntry.State decodeDeferrals(QueueEntry.State before, Decoder from) {
        long dueMillis = from.longNumber();
        var warning = from.octet() == 1 ? QueueEntry.Warning.SENT : QueueEntry.Warning.NOT_SENT;
        int count = from.number();
        List<Deferral> deferrals = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            deferrals.add(new Deferral(from.number(), from.text(), from.text()));
        }
        return before.deferred(dueMillis, warning, List.copyOf(deferrals));
    }

    /// The octets of a payload up to the content: what `readHead` has to fetch.
    static int headOctets(ByteBuffer payload) {
        return PREFIX_OCTETS + payload.getInt(0);
    }

    /// The head of a payload that holds at least the whole head; empty when it is damaged.
    static Optional<Head> head(ByteBuffer payload) {
        int length = payload.getInt(0);
        // The CRC of nothing is 0: a block of zeros would have the right one
        if (length <= 0 || length > payload.limit() - PREFIX_OCTETS) {
            return Optional.empty();
        }
        ByteBuffer head = payload.slice(PREFIX_OCTETS, length);
        return crc(head.duplicate()) == payload.getInt(4)
                ? Optional.of(decode(new Decoder(head)))
                : Optional.empty();
    }

    /// The content of a whole inline record.
    static ArrayContent content(ByteBuffer payload) {
        int start = headOctets(payload);
        return new ArrayContent(
                payload.array(), payload.arrayOffset() + start, payload.limit() - start);
    }

    private static Head decode(Decoder from) {
        int format = from.octet();
        if (format != FORMAT && format != FORMAT_WITHOUT_HANDLING) {
            throw new IllegalStateException("message record of format " + format);
        }
        long sequence = from.longNumber();
        long arrived = from.longNumber();
        long octets = from.longNumber();
        BodyPlace place =
                from.octet() == 0 ? BodyPlace.INLINE : new BodyPlace.OwnFile(from.number());
        List<Integer> done = indexes(from);
        QueueEntry.State state = decodeDeferrals(QueueEntry.State.NEW.done(done), from);
        if (format != FORMAT_WITHOUT_HANDLING) {
            state = state.handled(Handling.decode(from));
        }
        return new Head(sequence, arrived, octets, place, state, EnvelopeCodec.decode(from));
    }

    static List<Integer> indexes(Decoder from) {
        int count = from.number();
        List<Integer> indexes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            indexes.add(from.number());
        }
        return indexes;
    }

    private static int crc(ByteBuffer octets) {
        CRC32C crc = new CRC32C();
        crc.update(octets);
        return (int) crc.getValue();
    }
}
