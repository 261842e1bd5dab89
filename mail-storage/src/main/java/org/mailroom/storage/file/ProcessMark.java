// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What a process writes into its lock files: enough to tell later whether it still runs. Numbers
/// of processes are used again, so the time it was started belongs to it; they are those of one
/// namespace, so that of another container tells nothing of ours.
record ProcessMark(long pid, String namespace, String started, String boot, String host) {
    private static final String PROGRAM = "mailroom";
    private static final int START_TIME = 19;
    private static final int WORDS = 6;

    static ProcessMark own() {
        long pid = ProcessHandle.current().pid();
        return new ProcessMark(
                pid,
                ownNamespace(),
                started(pid).orElse("?"),
                line("/proc/sys/kernel/random/boot_id").orElse("?"),
                line("/proc/sys/kernel/hostname").orElse("?"));
    }

    /// Empty for the lock files of other programs.
    static Optional<ProcessMark> parse(String content) {
        String[] words = content.strip().split(" ", -1);
        if (words.length != WORDS
                || !words[0].equals(PROGRAM)
                || !words[1].matches("[0-9]{1,18}")) {
            return Optional.empty();
        }
        return Optional.of(
                new ProcessMark(Long.parseLong(words[1]), words[2], words[3], words[4], words[5]));
    }

    String text() {
        return String.join(" ", PROGRAM, Long.toString(pid), namespace, started, boot, host) + "\n";
    }

    /// Whether this process is certainly over, as seen by `observer`.
    boolean isDead(ProcessMark observer) {
        if (!host.equals(observer.host)) {
            return false;
        }
        if (!boot.equals(observer.boot)) {
            return true;
        }
        return namespace.equals(observer.namespace) && !started(pid).equals(Optional.of(started));
    }

    // proc(5): the fields behind the name, which stands in parentheses and may hold anything
    private static Optional<String> started(long pid) {
        return line("/proc/" + pid + "/stat")
                .map(stat -> stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1))
                .filter(fields -> fields.length > START_TIME)
                .map(fields -> fields[START_TIME]);
    }

    private static String ownNamespace() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
        } catch (IOException e) {
            return "?";
        }
    }

    private static Optional<String> line(String file) {
        try {
            return Optional.of(Files.readString(Path.of(file)).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
