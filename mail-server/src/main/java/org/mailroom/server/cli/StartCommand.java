// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import org.mailroom.core.config.MainCf;
import org.mailroom.server.Mailroom;
import org.mailroom.server.RunningService;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

@Command(
        name = "start",
        description = {
            "Runs the server in the foreground; prints one line when every port is open.",
            "SIGTERM and Ctrl-C drain and stop it, SIGHUP reloads."
        },
        mixinStandardHelpOptions = true)
final class StartCommand implements Callable<Integer> {
    @Mixin private ConfigOptions config;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        run(config, spec.commandLine().getOut());
        return 0;
    }

    /// Returns when the server has stopped.
    static void run(ConfigOptions config, PrintWriter out) throws InterruptedException {
        MainCf main = config.load();
        try (Mailroom mailroom = Mailroom.start(main)) {
            new RunningService(mailroom, config::load).run(() -> sayReady(mailroom, out));
        }
    }

    private static void sayReady(Mailroom mailroom, PrintWriter out) {
        out.println("mailroom: ready: " + mailroom.doors());
        out.flush();
    }
}
