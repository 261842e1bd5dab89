// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;

/// How far a long command has come, on one line of a terminal; elsewhere nothing.
final class ProgressBar {
    private static final int WIDTH = 40;
    private static final long INTERVAL_NANOS = 100_000_000;

    private final Optional<PrintWriter> terminal;
    private final long totalOctets;
    private long octets;
    private int messages;
    private long shownAt;

    private ProgressBar(Optional<PrintWriter> terminal, long totalOctets) {
        this.terminal = terminal;
        this.totalOctets = totalOctets;
    }

    /// @param totalOctets about how much there is, 0 where nobody knows
    static ProgressBar on(PrintWriter err, long totalOctets) {
        var terminal =
                Optional.ofNullable(System.console()).filter(Console::isTerminal).map(_ -> err);
        return new ProgressBar(terminal, totalOctets);
    }

    void message(long messageOctets) {
        messages++;
        octets += messageOctets;
        long now = System.nanoTime();
        if (now - shownAt >= INTERVAL_NANOS) {
            shownAt = now;
            show();
        }
    }

    private void show() {
        terminal.ifPresent(
                out -> {
                    out.print("\r" + text());
                    out.flush();
                });
    }

    private String text() {
        String counts = "%,d messages, %,d MiB".formatted(messages, octets >> 20);
        if (totalOctets == 0) {
            return counts;
        }
        int done = (int) Math.min(WIDTH, octets * WIDTH / totalOctets);
        return "[%s%s] %s".formatted("#".repeat(done), ".".repeat(WIDTH - done), counts);
    }

    /// Leaves the line.
    void end() {
        show();
        terminal.ifPresent(
                out -> {
                    out.println();
                    out.flush();
                });
    }

    int messages() {
        return messages;
    }
}
