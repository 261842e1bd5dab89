// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.notice;

import org.mailroom.core.config.NoticeClass;
import org.mailroom.core.message.Printable;
import org.mailroom.smtp.Reply;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What was said in a session, as far as postmasters may want to see it: its first and its last
/// lines, without content and passwords. On the session's thread.
public final class SessionTranscript {
    private static final int FIRST_LINES = 10;
    private static final int LAST_LINES = 40;
    private static final int MAX_CHARS = 200;
    private static final int LONGEST_VERB = "STARTTLS".length();
    private static final Pattern SECRET = Pattern.compile("(?i)(AUTH\\s+\\S+\\s+).*");

    private final Set<NoticeClass> wanted;
    private final Set<NoticeClass> seen = EnumSet.noneOf(NoticeClass.class);
    private final List<String> first = new ArrayList<>();
    private final ArrayDeque<String> last = new ArrayDeque<>();
    private int left;

    SessionTranscript(Set<NoticeClass> wanted) {
        this.wanted = wanted;
    }

    /// The client has said a line.
    public void in(byte[] line) {
        if (!wanted.isEmpty()) {
            String text = new String(line, StandardCharsets.UTF_8);
            // A word that is no command may be the answer to a challenge that was not made
            boolean isAnswer = text.length() > LONGEST_VERB && text.indexOf(' ') < 0;
            add("In:  " + (isAnswer ? "***" : SECRET.matcher(text).replaceFirst("$1***")));
        }
    }

    /// The client has answered to a challenge.
    public void inSecret() {
        if (!wanted.isEmpty()) {
            add("In:  ***");
        }
    }

    /// The server has said something.
    public void out(Reply reply) {
        if (!wanted.isEmpty()) {
            String status = reply.status().isEmpty() ? "" : reply.status() + " ";
            reply.lines().forEach(line -> add("Out: " + reply.code() + " " + status + line));
            Trouble.of(reply).filter(wanted::contains).ifPresent(seen::add);
        }
    }

    private void add(String text) {
        String cut = text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) + "..." : text;
        String line = Printable.of(cut);
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

    boolean tellsOfTrouble() {
        return !seen.isEmpty();
    }

    List<String> lines() {
        var lines = new ArrayList<>(first);
        if (left > 0) {
            lines.add("[" + left + " lines left out]");
        }
        lines.addAll(last);
        return lines;
    }
}
