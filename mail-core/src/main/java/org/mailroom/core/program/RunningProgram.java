// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.program;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A program that runs. Used by one thread.
record RunningProgram(Process process, ProgramOutput output) {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(2);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(5);

    /// Waits until it has ended, for so long; then it is killed.
    Ended end(Duration time) throws IOException {
        try {
            // However long that is
            if (!await(TimeUnit.NANOSECONDS.convert(time))) {
                kill();
                output.take();
                return new Ended.TimedOut(output.text());
            }
            output.take();
            return new Ended.Exited(process.exitValue(), output.text());
        } catch (InterruptedException e) {
            kill();
            return new Ended.NotRun("interrupted");
        }
    }

    private boolean await(long nanos) throws InterruptedException, IOException {
        long begun = System.nanoTime();
        long pause = FIRST_PAUSE.toNanos();
        while (!process.waitFor(pause, TimeUnit.NANOSECONDS)) {
            if (System.nanoTime() - begun > nanos) {
                return false;
            }
            output.take();
            pause = Math.min(pause * 2, PAUSE.toNanos());
        }
        return true;
    }

    // It leads a session and so a group of processes, the number of which is its own. Children with
    // a session of their own are found by their parents, as long as these live.
    private void kill() throws IOException {
        List<ProcessHandle> others = process.descendants().toList();
        process.destroyForcibly();
        others.forEach(ProcessHandle::destroyForcibly);
        // Last: where they have left no room for another process, there is some now
        var group =
                new ProcessBuilder("/bin/sh", "-c", "kill -KILL -- \"-$0\"", "" + process.pid());
        group.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            process.waitFor(KILL_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
