// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import org.mailroom.core.config.LogParameters;
import org.mailroom.core.config.PathParameters;
import org.mailroom.server.programs.QueueQuestion;
import org.mailroom.server.programs.QueueRefusalException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;

/// What has become of a message, from its arrival to now.
@Command(
        name = "trace",
        description = {
            "Tells what has become of a message, or of all mail from and to an address.",
            "Prints the lines of the logs, rotated ones too, and what the queue knows."
        },
        mixinStandardHelpOptions = true)
final class TraceCommand implements Callable<Integer> {
    @Mixin private ConfigOptions config = new ConfigOptions();

    @Parameters(paramLabel = "ID|ADDRESS")
    private String what = "";

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        var timeline = new LogTimeline(config.read(LogParameters.MAILLOG_FILE));
        LogTimeline.Found found =
                what.contains("@") ? timeline.ofAddress(what) : timeline.ofMessage(what);
        found.lines().forEach(out::println);
        boolean queued = false;
        for (String id : found.ids()) {
            queued |= show(id, out);
        }
        out.flush();
        if (found.lines().isEmpty() && !queued) {
            throw new CommandFailedException("neither log nor queue know anything of " + what);
        }
        return 0;
    }

    // A server that does not run, or has no such message any more, has nothing to add
    private boolean show(String id, PrintWriter out) throws IOException {
        try {
            String detail =
                    QueueQuestion.of("queue-show", id)
                            .answer(config.read(PathParameters.CONTROL_SOCKET));
            out.print("\n" + detail);
            return true;
        } catch (QueueRefusalException e) {
            return false;
        }
    }
}
