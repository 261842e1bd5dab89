// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mbox;

import org.mailroom.storage.mbox.MboxFault.Mending;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Looks for what is wrong in an mbox file.
public final class MboxCheck {
    private static final int BUFFER_OCTETS = 256 * 1024;

    /// Of each kind no more are told.
    private static final int MOST_OF_A_KIND = 20;

    private static final Pattern FIELD = Pattern.compile("[!-9;-~]+:.*", Pattern.DOTALL);

    private final ZoneId zone;
    private final List<MboxFault> faults = new ArrayList<>();

    private long line;
    private boolean isBehindEmpty = true;

    /// What looks like the beginning of a message, and is none.
    private Optional<Suspect> suspect = Optional.empty();

    private int unparted;
    private long nuls;
    private long firstNul;

    private record Suspect(long offset, long line) {}

    private MboxCheck(ZoneId zone) {
        this.zone = zone;
    }

    /// A file to be read more than once.
    public interface Source {
        InputStream open() throws IOException;
    }

    /// All that is wrong, in the order of the file for each kind.
    public static List<MboxFault> check(Source source, ZoneId zone) throws IOException {
        var check = new MboxCheck(zone);
        try (InputStream in = source.open()) {
            check.checkLines(new LinePieces(in, BUFFER_OCTETS));
        }
        List<ScannedMessage> messages = new ArrayList<>();
        try (InputStream in = source.open()) {
            MboxScanner.scan(in, 0, zone, messages::add);
        }
        check.checkUids(messages);
        return check.faults;
    }

    /// Whether a message can be told to begin anywhere.
    public static boolean hasMail(Source source, ZoneId zone) throws IOException {
        try (InputStream in = source.open()) {
            var check = new MboxCheck(zone);
            var lines = new LinePieces(in, BUFFER_OCTETS);
            boolean isFound = false;
            while (!isFound && lines.next()) {
                isFound = lines.beginsLine() && check.isSeparator(lines);
            }
            return isFound;
        }
    }

    private void checkLines(LinePieces lines) throws IOException {
        boolean isCut = false;
        while (lines.next()) {
            if (lines.beginsLine()) {
                line++;
                beginLine(lines);
            }
            countNuls(lines);
            isBehindEmpty = lines.isEmptyLine();
            isCut = !lines.endsLine();
        }
        if (nuls > 0) {
            add(
                    0,
                    "line %d: NUL octets, %d in all: clients see them as 0x80"
                            .formatted(firstNul, nuls),
                    Mending.NONE);
        }
        if (isCut) {
            add(
                    lines.position() + lines.octets(),
                    "line %d: the file ends within a line: it may have been cut off"
                            .formatted(line),
                    Mending.LINE_END);
        }
    }

    private void beginLine(LinePieces lines) {
        suspect.filter(_ -> isField(lines)).ifPresent(this::unparted);
        suspect = Optional.empty();
        boolean isSeparator = isSeparator(lines);
        if (isSeparator && !isBehindEmpty) {
            suspect = Optional.of(new Suspect(lines.position(), line));
        }
        if (!isSeparator && line == 1) {
            add(
                    0,
                    "line 1: expected a line \"From SENDER DATE\": no program shows what stands"
                            + " before the first of these",
                    Mending.FROM_LINE);
        }
    }

    private void unparted(Suspect found) {
        if (unparted++ < MOST_OF_A_KIND) {
            add(
                    found.offset(),
                    "line %d: a message seems to begin here, and no empty line stands before it:"
                                    .formatted(found.line())
                            + " it is read as text of the one before",
                    Mending.EMPTY_LINE);
        }
    }

    private void add(long offset, String text, Mending mending) {
        faults.add(new MboxFault(offset, text, mending));
    }

    private boolean isSeparator(LinePieces line) {
        return FromLine.date(line.array(), line.start(), line.end(), zone).isPresent();
    }

    private static boolean isField(LinePieces line) {
        String text =
                new String(
                        line.array(),
                        line.start(),
                        Math.min(line.octets(), 200),
                        StandardCharsets.ISO_8859_1);
        return FIELD.matcher(text).matches();
    }

    private void countNuls(LinePieces piece) {
        for (int at = piece.start(); at < piece.end(); at++) {
            if (piece.array()[at] == 0) {
                firstNul = nuls == 0 ? line : firstNul;
                nuls++;
            }
        }
    }

    private void checkUids(List<ScannedMessage> messages) {
        Optional<FoundState.Base> base =
                messages.isEmpty() ? Optional.empty() : messages.getFirst().base();
        Set<Long> seen = new HashSet<>();
        long highest = 0;
        int told = 0;
        for (ScannedMessage message : messages) {
            Optional<Long> uid = message.state().uid();
            if (uid.isEmpty()) {
                continue;
            }
            if (uid.get() <= highest && told++ < MOST_OF_A_KIND) {
                String what =
                        seen.contains(uid.get())
                                ? "has another message too"
                                : "is not above those before it";
                add(
                        message.offset(),
                        "note: octet %d: the UID %d of this message %s: Mailroom writes UIDs anew,"
                                        .formatted(message.offset(), uid.get(), what)
                                + " and keeps those that it has given",
                        Mending.BY_SERVER);
            }
            seen.add(uid.get());
            highest = Math.max(highest, uid.get());
        }
        if (highest > 0 && base.isEmpty()) {
            add(
                    0,
                    "note: the first message has no X-IMAPbase, so the UIDs of the others (up to %d) do not count: Mailroom writes it"
                            .formatted(highest),
                    Mending.BY_SERVER);
        }
    }
}
