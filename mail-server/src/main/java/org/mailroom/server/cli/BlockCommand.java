// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import org.mailroom.core.config.PathParameters;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Who may not log in at the running server.
@Command(
        name = "block",
        description = "Shows who may not log in after too many wrong passwords, and ends it.",
        mixinStandardHelpOptions = true,
        subcommands = HelpCommand.class)
final class BlockCommand {
    @Spec private CommandSpec spec;

    @Command(
            name = "list",
            description = "Lists addresses and accounts that are blocked.",
            mixinStandardHelpOptions = true)
    int list(@Mixin ConfigOptions config) {
        return ask(config, "block-list");
    }

    @Command(
            name = "remove",
            description = "Lets an address or an account log in again.",
            mixinStandardHelpOptions = true)
    int remove(
            @Mixin ConfigOptions config,
            @Parameters(paramLabel = "ADDRESS|ACCOUNT", description = "As list shows it.")
                    String who) {
        return ask(config, "block-remove\t" + who);
    }

    private int ask(ConfigOptions config, String question) {
        var server = new RunningServer(config.read(PathParameters.CONTROL_SOCKET));
        String answer = server.demand(question);
        return RunningServer.print(answer, spec.commandLine());
    }
}
