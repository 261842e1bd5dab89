// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// What was said in a dialogue, line by line (`C:` and `S:`), without secrets and content: its
/// beginning and its end, as far as a person reads. Used by one thread.
final class Said {
    private static final int LINES_AT_EACH_END = 30;
    private static final int MAX_CHARACTERS = 300;
    private static final String AUTH = "AUTH ";
    private static final String LEFT_OUT = "…";

    private final List<String> beginning = new ArrayList<>();
    private final Deque<String> end = new ArrayDeque<>();
    private Follower follower;
    private boolean leftOut;
    private boolean breached;

    Said(Follower follower) {
        this.follower = follower;
    }

    /// Hears what is said as it is said, without secrets and content.
    interface Follower {
        Follower NOBODY =
                new Follower() {
                    @Override
                    public void out(String command) {}

                    @Override
                    public void in(String reply) {}
                };

        /// We have said a command.
        void out(String command);

        /// The other server has said a line.
        void in(String reply);
    }

    /// Has all from now on heard by that one.
    void follow(Follower other) {
        follower = other;
    }

    void command(String command) {
        follower.out(command);
        add("C: " + command);
    }

    /// A step of a login: its mechanism, and no more.
    void secret(String command) {
        String[] words = command.split(" ", 3);
        command(command.startsWith(AUTH) ? AUTH + words[1] + " ***" : "***");
    }

    void content() {
        add("C: (content)");
    }

    void reply(RemoteReply.Line line) {
        follower.in(line.text());
        add("S: " + line.text());
    }

    /// What nobody has said, but somebody who reads it should know.
    void remark(String text) {
        add("(" + text + ")");
    }

    private void add(String line) {
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
