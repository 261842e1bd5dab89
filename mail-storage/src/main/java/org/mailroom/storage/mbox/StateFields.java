// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mbox;

import org.mailroom.storage.Flags;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The state of a message as its header fields say it, in the words of Dovecot and Pine. Values are
/// padded, so that most changes find room in place.
public final class StateFields {
    /// In `X-Status`: expunged. Other programs know the `D` beside it.
    static final char EXPUNGED = 'E';

    private static final int STATUS_WIDTH = 2;
    private static final int X_STATUS_WIDTH = 5;
    private static final int KEYWORDS_WIDTH = 32;
    private static final String X_STATUS_LETTERS = "DAFT";
    private static final int[] X_STATUS_FLAGS = {
        Flags.DELETED, Flags.ANSWERED, Flags.FLAGGED, Flags.DRAFT
    };

    /// How many keywords a message, or a mailbox, may have by what its file says.
    public static final int MAX_KEYWORDS = 200;

    private static final Pattern WORD = Pattern.compile("\\S+");

    private StateFields() {}

    /// Whether a message has been there when somebody looked: `O` in `Status`.
    public enum Age {
        NEW,
        OLD;

        public static Age of(long uid, long firstRecent) {
            return uid < firstRecent ? OLD : NEW;
        }
    }

    /// Whether a message is on its way out.
    public enum Life {
        LIVE,
        EXPUNGED
    }

    /// The fields of a new message.
    public static byte[] of(long uid, Flags flags, Age age) {
        String text =
                line("Status", status(flags, age), STATUS_WIDTH)
                        + line("X-Status", xStatus(flags, Life.LIVE), X_STATUS_WIDTH)
                        + line("X-Keywords", keywords(flags), KEYWORDS_WIDTH)
                        + "X-UID: "
                        + uid
                        + "\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// The fields of a message that belongs to no mailbox yet, and has no UID.
    public static byte[] ofCopy(Flags flags) {
        String text =
                line("Status", status(flags, Age.OLD), 0)
                        + line("X-Status", xStatus(flags, Life.LIVE), 0)
                        + line("X-Keywords", keywords(flags), 0);
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// The field in the first message of a file, which holds what belongs to the whole mailbox. Its
    /// length never changes.
    public static byte[] base(long uidValidity, long lastUid) {
        return ("X-IMAPbase: " + baseValue(uidValidity, lastUid) + "\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    static String baseValue(long uidValidity, long lastUid) {
        return "%010d %010d".formatted(uidValidity, lastUid);
    }

    static String line(String name, String value, int width) {
        return name + ": " + value + " ".repeat(Math.max(0, width - value.length())) + "\n";
    }

    static String status(Flags flags, Age age) {
        return (flags.has(Flags.SEEN) ? "R" : "") + (age == Age.OLD ? "O" : "");
    }

    static String xStatus(Flags flags, Life life) {
        var letters = new StringBuilder();
        for (int i = 0; i < X_STATUS_FLAGS.length; i++) {
            boolean expunged = life == Life.EXPUNGED && X_STATUS_FLAGS[i] == Flags.DELETED;
            letters.append(
                    expunged || flags.has(X_STATUS_FLAGS[i]) ? X_STATUS_LETTERS.charAt(i) : "");
        }
        return letters.append(life == Life.EXPUNGED ? EXPUNGED : "").toString();
    }

    static String keywords(Flags flags) {
        return String.join(" ", new TreeSet<>(flags.keywords()));
    }

    /// What the values say. Anybody can write the field: what can be no keyword must not get into
    /// an answer.
    static Flags flags(String status, String xStatus, String keywords) {
        int system = status.indexOf('R') >= 0 ? Flags.SEEN : 0;
        for (int i = 0; i < X_STATUS_FLAGS.length; i++) {
            system |= xStatus.indexOf(X_STATUS_LETTERS.charAt(i)) >= 0 ? X_STATUS_FLAGS[i] : 0;
        }
        Set<String> words =
                WORD.matcher(keywords)
                        .results()
                        .map(MatchResult::group)
                        .filter(Flags::isKeyword)
                        .limit(MAX_KEYWORDS)
                        .collect(Collectors.toSet());
        return new Flags(system, words);
    }
}
