// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import org.mailroom.core.config.ConfigException;
import org.mailroom.server.CheckReport;
import org.mailroom.server.Mailroom;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

@Command(
        name = "check",
        description = {
            "Reads the configuration and all it names, and says what is wrong with it.",
            "Exits 1 when the server would not start, or would not do what is written."
        },
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Mixin private ConfigOptions config;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        try {
            return report(Mailroom.check(config.load()));
        } catch (ConfigException e) {
            return report(reportOf(e));
        }
    }

    /// All that is wrong, also with what is left without the values that cannot be read.
    private static CheckReport reportOf(ConfigException unreadable) {
        CheckReport others =
                unreadable
                        .rest()
                        .map(Mailroom::check)
                        .orElseGet(() -> new CheckReport(List.of(), List.of()));
        return new CheckReport(
                both(unreadable.getMessage().lines().toList(), others.faults()),
                both(unreadable.warnings(), others.warnings()));
    }

    private static List<String> both(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).distinct().toList();
    }

    private int report(CheckReport report) {
        PrintWriter err = spec.commandLine().getErr();
        report.warnings().forEach(warning -> err.println("warning: " + warning));
        report.faults().forEach(fault -> err.println("error: " + fault));
        if (report.faults().isEmpty()) {
            spec.commandLine().getOut().println("mailroom: the configuration can be used");
        }
        return report.faults().isEmpty() ? 0 : 1;
    }
}
