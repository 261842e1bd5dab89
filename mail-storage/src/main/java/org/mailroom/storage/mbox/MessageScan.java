// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mbox;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/// What a scan learns of one message while it passes.
final class MessageScan {
    private static final byte[] LF = "\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CRLF = "\r\n".getBytes(StandardCharsets.US_ASCII);

    private final long offset;
    private final int fromOctets;
    private final Instant date;
    private final CRC32C crc = new CRC32C();
    private final Map<StateField, String> state = new EnumMap<>(StateField.class);
    private final Counts text = new Counts();

    /// Of our own field, which counts only where it is not true.
    private final Counts mark = new Counts();

    private long contentOctets;
    private long quotedLines;
    private long keptLines;
    private boolean inHeader = true;
    private @Nullable StateField hiddenBy;
    private boolean lineIsOpen;

    private static final class Counts {
        long octets;
        long lineEnds;
        long crLineEnds;

        void add(LinePieces line) {
            octets += line.octets();
            if (line.endsLine()) {
                lineEnds++;
                boolean hasCr = line.octets() > 1 && line.array()[line.end() - 2] == '\r';
                crLineEnds += hasCr ? 1 : 0;
            }
        }

        long withCrLf(boolean strayCr) {
            return octets + lineEnds - (strayCr ? 0 : crLineEnds);
        }
    }

    MessageScan(long offset, int fromOctets, Instant date) {
        this.offset = offset;
        this.fromOctets = fromOctets;
        this.date = date;
    }

    void emptyLine(int octets) {
        crc.update(octets == 1 ? LF : CRLF);
        text.octets += octets;
        text.lineEnds++;
        text.crLineEnds += octets - 1;
        contentOctets += octets;
        inHeader = false;
        hiddenBy = null;
    }

    void add(LinePieces line) {
        contentOctets += line.octets();
        lineIsOpen = !line.endsLine();
        if (line.beginsLine()) {
            beginLine(line);
        }
        if (hiddenBy == null) {
            text.add(line);
            crc.update(line.array(), line.start(), line.octets());
        } else if (hiddenBy == StateField.X_MAILROOM) {
            mark.add(line);
        }
    }

    private void beginLine(LinePieces line) {
        if (inHeader && !line.isFolded()) {
            Optional<StateField> field = StateField.of(line);
            field.ifPresent(f -> state.putIfAbsent(f, StateField.value(line)));
            hiddenBy = field.orElse(null);
            keptLines += line.startsWith(StateField.KEPT_PREFIX) ? 1 : 0;
        }
        quotedLines += line.quotes() > 0 ? 1 : 0;
    }

    /// @param afterOctets the length of the empty line that parts the message from the next
    ScannedMessage finish(int afterOctets) {
        boolean endMissing = lineIsOpen && hiddenBy == null;
        if (endMissing) {
            crc.update(LF);
        }
        int checksum = (int) crc.getValue();
        int form =
                Optional.ofNullable(state.get(StateField.X_MAILROOM))
                        .flatMap(value -> Form.parse(value, checksum))
                        .orElse(0);
        return new ScannedMessage(
                offset,
                fromOctets,
                contentOctets,
                afterOctets,
                octets(form) + (endMissing ? 2 : 0),
                checksum,
                form,
                date,
                FoundState.of(state));
    }

    private long octets(int form) {
        boolean strayCr = (form & Form.STRAY_CR) != 0;
        long octets = text.withCrLf(strayCr);
        octets += form == 0 ? mark.withCrLf(false) : 0;
        octets -= (form & Form.QUOTED) != 0 ? quotedLines : 0;
        octets -= (form & Form.KEPT) != 0 ? keptLines * StateField.KEPT_PREFIX.length : 0;
        octets -= (form & Form.NO_LINE_END) != 0 ? 2 : 0;
        return octets;
    }
}
