// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.notice;

import org.mailroom.core.config.NoticeClass;
import org.mailroom.core.message.Printable;
import org.mailroom.smtp.Reply;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// What was said in a session, as far as postmasters may want to see it: its first and its last
/// lines, without content and passwords. It is made text when somebody reads it, which is seldom.
/// On the session's thread.
public final class SessionTranscript {
    private static final int FIRST_LINES = 10;
    private static final int LAST_LINES = 40;
    private static final int MAX_LENGTH = 200;
    private static final String HIDDEN = "***";
    private static final int LONGEST_VERB = "STARTTLS".length();
    private static final Pattern SECRET = Pattern.compile("(?i)(AUTH\\s+\\S+\\s+).*");

    private final Set<NoticeClass> wanted;
    private Optional<Follower> follower = Optional.empty();
    private final Set<NoticeClass> seen = EnumSet.noneOf(NoticeClass.class);
    private final List<Supplier<String>> first = new ArrayList<>();
    private final ArrayDeque<Supplier<String>> last = new ArrayDeque<>();
    private int left;

    /// @param wanted the kinds of trouble that somebody wants to know of
    public SessionTranscript(Set<NoticeClass> wanted) {
        this.wanted = wanted;
    }

    /// Hears what is said as it is said.
    public interface Follower {
        void in(String line);

        void out(String line);
    }

    /// Has all from now on heard by that one.
    public void follow(Follower other) {
        follower = Optional.of(other);
    }

    private boolean isHeard() {
        return !wanted.isEmpty() || follower.isPresent();
    }

    /// The client has said a line.
    public void in(byte[] line) {
        if (isHeard()) {
            // One more, so that it is seen to be cut
            byte[] begin = Arrays.copyOf(line, Math.min(line.length, MAX_LENGTH + 1));
            in(mayBeSecret(line) ? () -> HIDDEN : () -> command(begin));
        }
    }

    /// A word that is no command may be the answer to a challenge that was not made.
    public static boolean mayBeSecret(byte[] line) {
        return line.length > LONGEST_VERB && !hasBlank(line);
    }

    private static boolean hasBlank(byte[] line) {
        for (byte octet : line) {
            if (octet == ' ') {
                return true;
            }
        }
        return false;
    }

    private void in(Supplier<String> line) {
        follower.ifPresent(it -> it.in(line.get()));
        add(() -> "In:  " + line.get());
    }

    private static String command(byte[] line) {
        String text = new String(line, StandardCharsets.UTF_8);
        return shown(SECRET.matcher(text).replaceFirst("$1***"));
    }

    /// The client has answered to a challenge.
    public void inSecret() {
        if (isHeard()) {
            in(() -> HIDDEN);
        }
    }

    /// The server has said something.
    ///
    /// @param meant the same before configuration has changed it
    public void out(Reply reply, Reply meant) {
        if (isHeard()) {
            reply.lines().forEach(line -> out(() -> answer(reply, line)));
            Trouble.of(meant).filter(wanted::contains).ifPresent(seen::add);
        }
    }

    private void out(Supplier<String> line) {
        follower.ifPresent(it -> it.out(line.get()));
        add(() -> "Out: " + line.get());
    }

    private static String answer(Reply reply, String line) {
        String status = reply.status().isEmpty() ? "" : reply.status() + " ";
        return shown(reply.code() + " " + status + line);
    }

    private static String shown(String text) {
        return Printable.of(
                text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "..." : text);
    }

    private void add(Supplier<String> line) {
        if (first.size() < FIRST_LINES) {
            first.add(line);
            return;
        }
        last.add(line);
        if (last.size() > LAST_LINES) {
            last.remove();
            left++;
        }
    }

    /// Whether something has gone wrong that is wanted to be known.
    public boolean tellsOfTrouble() {
        return !seen.isEmpty();
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        first.forEach(it -> lines.add(it.get()));
        if (left > 0) {
            lines.add("[" + left + " lines left out]");
        }
        last.forEach(it -> lines.add(it.get()));
        return lines;
    }
}
