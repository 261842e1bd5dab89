// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import org.mailroom.core.journal.Journal;
import org.mailroom.core.journal.JournalReader;
import org.mailroom.core.journal.RecordAddress;
import org.mailroom.core.journal.RecordSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// Builds the queue from the journal's records: first what is still there is found by directories
/// alone, then the heads of just these messages are read, and then the facts that still count, both
/// in the order in which they lie on the disk.
final class QueueReplay {
    private static final Logger LOG = LoggerFactory.getLogger(QueueReplay.class);
    private static final int HEAD_OCTETS = 2048;

    private static final Comparator<RecordAddress> AS_THEY_LIE =
            Comparator.comparingLong(RecordAddress::segment)
                    .thenComparingInt(RecordAddress::offset);

    private final SequencedMap<Long, Found> messages = new LinkedHashMap<>();

    /// The newest record of a message, and the facts that came after it.
    private record Found(RecordAddress address, List<Fact> facts) {
        void add(Fact fact) {
            if (fact.kind() == Queue.DEFERRED) {
                // It says all that earlier ones have said
                facts.removeIf(it -> it.kind() == Queue.DEFERRED);
            }
            facts.add(fact);
        }
    }

    private record Fact(int kind, RecordAddress address) {}

    private record FactOf(QueueEntry entry, Fact fact) {}

    void see(Journal.Replayed record) {
        switch (record.kind()) {
            case Queue.MESSAGE ->
                    messages.putLast(record.key(), new Found(record.address(), new ArrayList<>(1)));
            case Queue.REMOVED -> messages.remove(record.key());
            case Queue.DONE, Queue.DEFERRED, Queue.HANDLED -> {
                Found found = messages.get(record.key());
                if (found != null) {
                    found.add(new Fact(record.kind(), record.address()));
                }
            }
            default -> LOG.error("Unknown record of kind {} in the queue journal", record.kind());
        }
    }

    List<QueueEntry> entries(Journal journal, PutAside damaged) throws IOException {
        List<QueueEntry> entries = new ArrayList<>(messages.size());
        List<FactOf> facts = new ArrayList<>(messages.size());
        JournalReader reader = journal.reader();
        // Forgets while it goes on: with a million messages both would not fit.
        for (var all = messages.values().iterator(); all.hasNext(); ) {
            Found found = all.next();
            all.remove();
            Optional<MessageRecord.Head> head = head(reader, found.address());
            if (head.isEmpty()) {
                damaged.record(found.address(), journal, "A message in the queue");
                continue;
            }
            QueueEntry entry = new QueueEntry(head.get(), found.address());
            journal.retain(found.address());
            entries.add(entry);
            found.facts().forEach(fact -> facts.add(new FactOf(entry, fact)));
        }
        facts.sort(Comparator.comparing(it -> it.fact().address(), AS_THEY_LIE));
        for (FactOf one : facts) {
            reader.read(one.fact().address())
                    .ifPresentOrElse(
                            octets -> apply(one.fact(), octets, one.entry()),
                            () -> missing(one.entry()));
        }
        return entries;
    }

    private static void missing(QueueEntry entry) {
        LOG.error(
                "A record of what became of {} is damaged: some recipients may get it twice",
                entry.id());
    }

    private static void apply(Fact fact, ByteBuffer octets, QueueEntry entry) {
        Decoder from = new Decoder(octets);
        synchronized (entry) {
            switch (fact.kind()) {
                case Queue.DONE -> entry.markDone(MessageRecord.indexes(from));
                case Queue.HANDLED -> entry.markHandled(Handling.decode(from));
                default -> {
                    var state = MessageRecord.decodeDeferrals(QueueEntry.State.NEW, from);
                    entry.markDeferred(state.dueMillis(), state.warning(), state.deferrals());
                }
            }
        }
    }

    static Optional<MessageRecord.Head> head(RecordSource from, RecordAddress address)
            throws IOException {
        Optional<ByteBuffer> octets = from.readHead(address, HEAD_OCTETS);
        if (octets.isEmpty() || octets.get().limit() < MessageRecord.PREFIX_OCTETS) {
            return Optional.empty();
        }
        int needed = MessageRecord.headOctets(octets.get());
        if (needed > octets.get().limit() && needed <= address.octets()) {
            octets = from.readHead(address, needed);
        }
        return octets.flatMap(MessageRecord::head);
    }
}
