// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import org.mailroom.core.config.ConfigReport;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

@Command(
        name = "config",
        description = "Prints parameters as postconf does: all, or those named.",
        mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {
    @Mixin private ConfigOptions config;

    @ArgGroup private Which which = new Which();

    @Parameters(paramLabel = "NAME", description = "A parameter.")
    private List<String> names = List.of();

    @Spec private CommandSpec spec;

    /// Which parameters, and with which values.
    static final class Which {
        @Option(names = "-n", description = "Only what is set in main.cf.")
        private boolean set;

        @Option(names = "-d", description = "The defaults.")
        private boolean defaults;
    }

    @Override
    public Integer call() {
        var report = new ConfigReport(config.load());
        if (!names.isEmpty()) {
            return named(report);
        }
        lines(report).forEach(out()::println);
        return 0;
    }

    private List<String> lines(ConfigReport report) {
        if (which.set) {
            return report.set();
        }
        return which.defaults ? report.defaults() : report.all();
    }

    private int named(ConfigReport report) {
        int unknown = 0;
        for (String name : names) {
            Optional<String> line = which.defaults ? report.defaultOf(name) : report.named(name);
            if (line.isPresent()) {
                out().println(line.get());
            } else {
                unknown++;
                String meant =
                        ConfigReport.nearest(name).map(n -> "; did you mean " + n + "?").orElse("");
                spec.commandLine()
                        .getErr()
                        .println("mailroom: warning: " + name + ": unknown parameter" + meant);
            }
        }
        return unknown == 0 ? 0 : 1;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
