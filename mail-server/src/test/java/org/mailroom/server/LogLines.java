// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.awaitility.Awaitility;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/// What transcripts over the whole server say of the mail log: `then log = LINE` is a line of it,
/// behind its stamp and process, wherever it stands. `*` is any text, `<id>` the id of a message.
final class LogLines {
    private static final String THEN = "then log = ";
    private static final String MORE = "…";

    private LogLines() {}

    static void await(Path log, List<String> transcript) {
        transcript.stream()
                .filter(line -> line.startsWith(THEN))
                .map(line -> line.substring(THEN.length()))
                .filter(line -> !line.equals(MORE))
                .forEach(line -> await(log, line));
    }

    private static void await(Path log, String line) {
        Pattern pattern = pattern(line);
        Awaitility.await("the log has: " + line)
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> logged(log).stream().anyMatch(pattern.asMatchPredicate()));
    }

    private static Pattern pattern(String line) {
        String quoted = Pattern.quote(line);
        return Pattern.compile(
                quoted.replace("*", "\\E.*\\Q").replace("<id>", "\\E[0-9A-Za-z]+\\Q"));
    }

    private static List<String> logged(Path log) throws IOException {
        return Files.readAllLines(log).stream()
                .map(line -> line.replaceFirst("^.*?]: ", ""))
                .toList();
    }
}
