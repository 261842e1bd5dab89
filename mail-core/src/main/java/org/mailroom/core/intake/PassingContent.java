// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.message.ContentSpool;
import org.mailroom.core.message.MessageContent;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.QueueId;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// The content of a message that a filter gets before it is queued: behind a trace field of this
/// server, with line ends that no two servers understand in two ways. Used by one thread.
public final class PassingContent implements AutoCloseable {
    private final ContentSpool spool;
    private final LineEnds lineEnds;
    private final String trace;
    private boolean begun;
    private Optional<IOException> trouble = Optional.empty();

    /// @param id what stands for the name of the message, which it has not got yet
    /// @param scratch the directory of files without names
    public PassingContent(
            CleanupSettings settings, Envelope envelope, QueueId id, Path scratch, Instant now) {
        spool = new ContentSpool(scratch);
        // Whatever cleanup_replace_stray_cr_lf says: a filter may take a CR for the end of a line
        lineEnds = new LineEnds(LineEnds.StrayCr.SPACE, this::keep);
        trace =
                new ReceivedField(settings.hostname(), settings.mailName(), settings.zone())
                        .text(envelope, id, now);
    }

    /// Adds a header field that goes before all others; before content comes.
    public void prepend(String field) {
        keep(field + "\r\n");
    }

    /// Takes octets as they came off the wire after dot-unstuffing.
    public void write(byte[] octets, int offset, int length) {
        begin();
        lineEnds.write(octets, offset, length);
    }

    /// All of it, valid until `close`.
    ///
    /// @throws IOException when the disk cannot hold it
    public MessageContent whole() throws IOException {
        begin();
        lineEnds.finish();
        if (trouble.isPresent()) {
            throw trouble.get();
        }
        return spool.content();
    }

    private void begin() {
        if (!begun) {
            begun = true;
            keep(trace);
        }
    }

    private void keep(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        keep(octets, 0, octets.length);
    }

    private void keep(byte[] octets, int offset, int length) {
        if (trouble.isPresent()) {
            return;
        }
        try {
            spool.write(octets, offset, length);
        } catch (IOException e) {
            trouble = Optional.of(e);
        }
    }

    @Override
    public void close() {
        try {
            spool.close();
        } catch (IOException e) {
            trouble = Optional.of(e);
        }
    }
}
