// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/// What was said in a dialogue, line by line (`C:` and `S:`), without secrets and content: its
/// beginning and its end, as far as a person reads. Used by one thread.
final class Said {
    private static final int LINES_AT_EACH_END = 30;
    private static final int MAX_CHARACTERS = 300;
    private static final String AUTH = "AUTH ";
    private static final String LEFT_OUT = "…";

    private final List<String> beginning = new ArrayList<>();
    private final Deque<String> end = new ArrayDeque<>();
    private final Consumer<String> listener;
    private boolean leftOut;
    private boolean breached;

    /// @param listener hears each line as well, when it is said
    Said(Consumer<String> listener) {
        this.listener = listener;
    }

    void command(String command) {
        add("C: " + command);
    }

    /// A step of a login: its mechanism, and no more.
    void secret(String command) {
        String[] words = command.split(" ", 3);
        add(command.startsWith(AUTH) ? "C: " + AUTH + words[1] + " ***" : "C: ***");
    }

    void reply(RemoteReply.Line line) {
        add("S: " + line.text());
    }

    void add(String line) {
        listener.accept(line);
        boolean fits = line.length() <= MAX_CHARACTERS;
        String text = fits ? line : line.substring(0, MAX_CHARACTERS) + LEFT_OUT;
        if (beginning.size() < LINES_AT_EACH_END) {
            beginning.add(text);
            return;
        }
        end.addLast(text);
        if (end.size() > LINES_AT_EACH_END) {
            end.removeFirst();
            leftOut = true;
        }
    }

    /// Another message begins.
    void restart() {
        beginning.clear();
        end.clear();
        leftOut = false;
        breached = false;
    }

    /// The server has broken the rules of SMTP, or says that we have.
    void breach() {
        breached = true;
    }

    boolean isBreached() {
        return breached;
    }

    List<String> lines() {
        var lines = new ArrayList<>(beginning);
        if (leftOut) {
            lines.add(LEFT_OUT);
        }
        lines.addAll(end);
        return List.copyOf(lines);
    }
}
