// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.pipe;

import org.mailroom.core.delivery.Outcome;
import org.mailroom.core.message.Printable;
import org.mailroom.core.program.Ended;
import org.mailroom.core.program.ProcessRunner;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the end of a program says of the mail, as sysexits.h and pipe(8) have it.
///
/// @param command for the log
record ExitStatus(String command) {
    private static final Pattern TOLD = Pattern.compile("([245]\\.\\d{1,3}\\.\\d{1,3})(?: (.*))?");
    // What stands before the shell in the words of `ProcessRunner`
    private static final Pattern LAUNCHER =
            Pattern.compile("(?:/usr/bin/)?(?:setsid|setpriv|env): ");
    private static final int SIGNAL = 128;
    private static final int LAST_SIGNAL = 192;

    private static final Map<Integer, Code> CODES =
            Map.ofEntries(
                    Map.entry(64, new Code("5.3.0", "command line usage error")),
                    Map.entry(65, new Code("5.6.0", "data format error")),
                    Map.entry(66, new Code("5.3.0", "cannot open input")),
                    Map.entry(67, new Code("5.1.1", "user unknown")),
                    Map.entry(68, new Code("5.1.2", "host name unknown")),
                    Map.entry(69, new Code("5.3.0", "service unavailable")),
                    Map.entry(70, new Code("5.3.0", "internal software error")),
                    Map.entry(71, new Code("4.3.0", "system resource problem")),
                    Map.entry(72, new Code("4.3.0", "critical OS file missing")),
                    Map.entry(73, new Code("5.2.0", "can't create user output file")),
                    Map.entry(74, new Code("4.3.0", "input/output error")),
                    Map.entry(75, new Code("4.3.0", "temporary failure")),
                    Map.entry(76, new Code("5.5.0", "remote error in protocol")),
                    Map.entry(77, new Code("5.7.0", "permission denied")),
                    Map.entry(78, new Code("5.3.5", "local configuration error")));

    /// A code of sysexits.h.
    private record Code(String status, String text) {}

    /// The same, where the program was named by the administrator: the log has what it says of its
    /// success, and one that could not be started is his to mend, and no reason to return mail.
    Outcome ofProgram(Ended ended, String delivered) {
        return switch (ended) {
            case Ended.Exited(int status, String output) when status == 0 ->
                    new Outcome.Delivered("2.0.0", delivered + said(output));
            case Ended.Exited(int status, String output) when ProcessRunner.isNotStarted(status) ->
                    new Outcome.Deferred("4.3.5", "cannot run " + named(printable(output)));
            case Ended other -> outcome(other, delivered);
        };
    }

    /// The same for a command of a recipient: one that could not be started for a fault of ours is
    /// no reason to return mail. What the shell does not find is the owner's.
    Outcome ofCommand(Ended ended, String delivered) {
        return ended instanceof Ended.Exited(int status, String output)
                        && ProcessRunner.isNotStarted(status)
                        && LAUNCHER.matcher(output).lookingAt()
                ? new Outcome.Deferred("4.3.5", "cannot run " + named(printable(output)))
                : outcome(ended, delivered);
    }

    /// The same for the program of ours that writes files: what it does not tell of itself is no
    /// fault of the message.
    Outcome ofFile(Ended ended, String delivered) {
        return switch (outcome(ended, delivered)) {
            case Outcome.Failed(String status, String text) when !isTold(ended) ->
                    new Outcome.Deferred("4.3.0", text);
            case Outcome other -> other;
        };
    }

    private static boolean isTold(Ended ended) {
        return ended instanceof Ended.Exited(_, String output)
                && TOLD.matcher(printable(output)).matches();
    }

    /// @param delivered what the log says of success
    Outcome outcome(Ended ended, String delivered) {
        return switch (ended) {
            case Ended.Exited(int status, _) when status == 0 ->
                    new Outcome.Delivered("2.0.0", delivered);
            case Ended.Exited(int status, String output) -> failure(status, printable(output));
            case Ended.TimedOut(String output) ->
                    failed("5.3.0", "Command time limit exceeded: " + named(printable(output)));
            case Ended.NotRun(String reason) -> new Outcome.Deferred("4.3.0", Printable.of(reason));
        };
    }

    private static String said(String output) {
        String text = printable(output);
        return text.isEmpty() ? "" : " (" + text + ")";
    }

    private Outcome failure(int status, String output) {
        Matcher told = TOLD.matcher(output);
        if (told.matches() && !told.group(1).startsWith("2")) {
            return failed(told.group(1), told.group(2) == null ? output : told.group(2));
        }
        Code code = CODES.get(status);
        if (code != null) {
            return failed(code.status(), code.text() + outputOf(output));
        }
        if (status > SIGNAL && status <= LAST_SIGNAL) {
            return failed(
                    "4.3.0",
                    "Command died with signal %d: ".formatted(status - SIGNAL) + named(output));
        }
        return failed("5.3.0", "Command died with status %d: ".formatted(status) + named(output));
    }

    private static Outcome failed(String status, String text) {
        return status.startsWith("4")
                ? new Outcome.Deferred(status, text)
                : new Outcome.Failed(status, text);
    }

    private String named(String output) {
        return '"' + Printable.of(command) + '"' + outputOf(output);
    }

    private static String outputOf(String output) {
        return output.isEmpty() ? "" : ". Command output: " + output;
    }

    // Lines become one
    private static String printable(String output) {
        return Printable.of(output.replaceAll("[\\t\\r\\n]+", " ")).strip();
    }
}
