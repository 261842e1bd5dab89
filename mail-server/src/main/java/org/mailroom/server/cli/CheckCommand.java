// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import org.mailroom.core.config.MainCf;
import org.mailroom.server.Mailroom;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.concurrent.Callable;

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
        MainCf main = config.load();
        main.warnings()
                .forEach(warning -> spec.commandLine().getErr().println("warning: " + warning));
        List<String> faults = Mailroom.check(main);
        faults.forEach(fault -> spec.commandLine().getErr().println("error: " + fault));
        if (faults.isEmpty()) {
            spec.commandLine().getOut().println("mailroom: the configuration can be used");
        }
        return faults.isEmpty() ? 0 : 1;
    }
}
