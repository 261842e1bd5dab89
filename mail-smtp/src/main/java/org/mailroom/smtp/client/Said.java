// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import java.util.ArrayList;
import java.util.List;

/// What was said in a dialogue, line by line (`C:` and `S:`), without secrets and content: its
/// beginning, as far as a person reads. Used by one thread.
final class Said {
    private static final int MAX_LINES = 60;
    private static final int MAX_CHARACTERS = 300;
    private static final String AUTH = "AUTH ";

    private final List<String> lines = new ArrayList<>();

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
        if (lines.size() < MAX_LINES) {
            boolean fits = line.length() <= MAX_CHARACTERS;
            lines.add(fits ? line : line.substring(0, MAX_CHARACTERS) + "…");
        }
    }

    /// Another message begins.
    void restart() {
        lines.clear();
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
