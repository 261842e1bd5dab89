// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mbox;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/// Finds the messages of an mbox file. A message begins with a `From ` line that has a date, at the
/// start of the file or behind an empty line, and ends where the next begins; what stands before
/// the first is passed over. `Content-Length` is not asked.
public final class MboxScanner {
    private static final int BUFFER_OCTETS = 256 * 1024;

    private final LinePieces lines;
    private final long base;
    private final ZoneId zone;
    private final Found found;
    private @Nullable MessageScan current;

    /// The length of an empty line that may part two messages, 0 where there is none.
    private int emptyLine;

    private boolean mayBegin;

    /// To be told of each message.
    public interface Found {
        void accept(ScannedMessage message) throws IOException;
    }

    /// What stands before the octets that are read.
    public enum Before {
        /// Nothing, or an empty line: a message may begin.
        BREAK,
        /// The text of a message, which goes on up to the next empty line.
        TEXT
    }

    private MboxScanner(InputStream in, long base, Before before, ZoneId zone, Found found) {
        this.mayBegin = before == Before.BREAK;
        this.lines = new LinePieces(in, BUFFER_OCTETS);
        this.base = base;
        this.zone = zone;
        this.found = found;
    }

    /// Reads to the end and tells of each message.
    ///
    /// @param in the file from `base` on, where a message may begin
    public static void scan(InputStream in, long base, ZoneId zone, Found found)
            throws IOException {
        scan(in, base, Before.BREAK, zone, found);
    }

    /// The same from the beginning of any line.
    public static void scan(InputStream in, long base, Before before, ZoneId zone, Found found)
            throws IOException {
        new MboxScanner(in, base, before, zone, found).run();
    }

    private void run() throws IOException {
        while (lines.next()) {
            Optional<Instant> date = lines.beginsLine() && mayBegin ? date() : Optional.empty();
            if (date.isPresent()) {
                finish();
                begin(date.get());
            } else {
                add();
            }
        }
        finish();
    }

    private Optional<Instant> date() {
        return FromLine.date(lines.array(), lines.start(), lines.end(), zone);
    }

    private void begin(Instant date) {
        current = new MessageScan(base + lines.position(), lines.octets(), date);
        mayBegin = false;
    }

    private void add() {
        boolean isEmpty = lines.isEmptyLine();
        mayBegin = isEmpty;
        MessageScan message = current;
        if (message == null) {
            return;
        }
        if (emptyLine > 0) {
            message.emptyLine(emptyLine);
        }
        emptyLine = isEmpty ? lines.octets() : 0;
        if (!isEmpty) {
            message.add(lines);
        }
    }

    private void finish() throws IOException {
        MessageScan message = current;
        if (message != null) {
            found.accept(message.finish(emptyLine));
        }
        emptyLine = 0;
    }
}
