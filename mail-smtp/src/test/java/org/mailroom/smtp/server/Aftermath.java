// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.mailroom.core.net.Transcript;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// What a transcript says of the time after its sessions. Its lines `then log = LINE` are the whole
/// log, its lines `then queued = LINE` the messages that were taken, with their trace fields; `then
/// nothing queued` says that there are none. A line `…` stands for any lines, `*` for anything in a
/// line, `<id>` for the queue id of a message.
record Aftermath(List<String> lines) {
    private static final Pattern THEN = Pattern.compile("then (log|queued) = ?(.*)");
    private static final Pattern ID = Pattern.compile("(?m)^([0-9A-Za-z]{12,}): client=");

    static Aftermath in(Path transcript) throws IOException {
        return new Aftermath(Files.readAllLines(transcript));
    }

    /// Compares it with what a server has left behind whose sessions are over.
    void compare(SmtpFixture server) throws IOException {
        String log = thens("log");
        if (!log.isEmpty()) {
            assertThat(withoutIds(String.join("\n", server.logged()) + "\n"))
                    .as("the log")
                    .matches(Transcript.lines(log));
        }
        String queued = thens("queued");
        if (!queued.isEmpty()) {
            String content = String.join("", server.queued());
            assertThat(content.replace("\r\n", "")).as("line ends").doesNotContain("\r", "\n");
            assertThat(content.replace("\r\n", "\n")).matches(Transcript.lines(queued));
        }
        if (lines.contains("then nothing queued")) {
            assertThat(server.queued()).isEmpty();
        }
    }

    private String thens(String what) {
        var thens = new StringBuilder();
        for (String line : lines) {
            var then = THEN.matcher(line);
            if (then.matches() && then.group(1).equals(what)) {
                thens.append(then.group(2)).append('\n');
            }
        }
        return thens.toString();
    }

    private static String withoutIds(String log) {
        String named = log;
        for (var id : ID.matcher(log).results().toList()) {
            named = named.replace(id.group(1), "<id>");
        }
        return named;
    }
}
