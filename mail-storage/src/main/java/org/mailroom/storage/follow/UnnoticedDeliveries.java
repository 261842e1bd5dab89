// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.follow;

import org.mailroom.core.message.MessageContent;
import org.mailroom.storage.file.FileInput;
import org.mailroom.storage.file.MailFile;
import org.mailroom.storage.index.Columns;
import org.mailroom.storage.index.DeliveryKey;
import org.mailroom.storage.index.IndexEntry;
import org.mailroom.storage.index.IndexState;
import org.mailroom.storage.mbox.StoredText;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Messages at the end of a file that look like our own deliveries, though the index knows nothing
/// of them: the machine went down before it was on the disk. Their trace fields tell which
/// deliveries they may be; whether they are whole, only a look at the message itself can tell.
public final class UnnoticedDeliveries {
    /// More than these were not written in the last second before a crash.
    private static final int LAST = 1000;

    private static final int HEAD_OCTETS = 4096;
    private static final int BUFFER_OCTETS = 4096;
    private static final String DELIVERED_TO = "delivered-to:";
    private static final Pattern QUEUE_ID = Pattern.compile("\\bid ([0-9A-Za-z]{10,40})\\b");

    private final Map<DeliveryKey, Long> uids = new HashMap<>();

    /// Takes note of the last of some messages.
    void look(MailFile file, Columns messages) throws IOException {
        int size = messages.size();
        for (int position = Math.max(0, size - LAST); position < size; position++) {
            IndexEntry entry = messages.entry(position);
            try (InputStream text = text(file, entry)) {
                key(text.readNBytes(HEAD_OCTETS)).ifPresent(key -> uids.put(key, entry.uid()));
            }
        }
    }

    /// The message that a delivery may be.
    public Optional<IndexEntry> take(DeliveryKey key, IndexState state) {
        Long uid = uids.remove(key);
        int position = uid == null ? -1 : state.messages().position(uid);
        return position < 0 ? Optional.empty() : Optional.of(state.messages().entry(position));
    }

    /// How a stored message compares with one that is to be stored.
    public enum Likeness {
        SAME,
        /// It breaks off somewhere.
        BEGINNING,
        OTHER
    }

    public static Likeness compare(MailFile file, IndexEntry entry, MessageContent content)
            throws IOException {
        try (InputStream stored = text(file, entry);
                InputStream given = content.open()) {
            while (true) {
                byte[] left = stored.readNBytes(BUFFER_OCTETS);
                byte[] right = given.readNBytes(BUFFER_OCTETS);
                if (!Arrays.equals(left, right)) {
                    return isBeginning(left, right) && stored.read() < 0
                            ? Likeness.BEGINNING
                            : Likeness.OTHER;
                }
                if (left.length == 0) {
                    return Likeness.SAME;
                }
            }
        }
    }

    // A line that breaks off is read with a line end.
    private static boolean isBeginning(byte[] broken, byte[] whole) {
        int last = Arrays.mismatch(broken, whole);
        return last >= broken.length - 2;
    }

    private static InputStream text(MailFile file, IndexEntry entry) {
        long start = entry.place().contentOffset();
        long end = start + entry.place().contentOctets();
        return new StoredText(
                new FileInput(file, start, end, ByteBuffer.allocateDirect(BUFFER_OCTETS)),
                end - start,
                entry.form());
    }

    private static Optional<DeliveryKey> key(byte[] head) throws IOException {
        var lines =
                new BufferedReader(
                        new InputStreamReader(
                                new ByteArrayInputStream(head), StandardCharsets.UTF_8));
        Optional<String> recipient = Optional.empty();
        boolean inReceived = false;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (line.isEmpty() || (inReceived && !line.startsWith("\t") && !line.startsWith(" "))) {
                break;
            }
            if (recipient.isEmpty() && lower.startsWith(DELIVERED_TO)) {
                recipient = Optional.of(line.substring(DELIVERED_TO.length()).strip());
            }
            inReceived |= lower.startsWith("received:");
            Matcher id = QUEUE_ID.matcher(line);
            if (inReceived && recipient.isPresent() && id.find()) {
                return Optional.of(new DeliveryKey(id.group(1), recipient.get()));
            }
        }
        return Optional.empty();
    }
}
