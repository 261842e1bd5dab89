// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import org.mailroom.core.config.PathParameters;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What accounts have sent at the running server.
@Command(
        name = "allowance",
        description = "Shows what accounts have sent in their day, and lets it begin anew.",
        mixinStandardHelpOptions = true,
        subcommands = HelpCommand.class)
final class AllowanceCommand {
    @Spec private CommandSpec spec;

    @Command(
            name = "list",
            description = "Lists accounts that have sent something, with their limits.",
            mixinStandardHelpOptions = true)
    int list(@Mixin ConfigOptions config) {
        return ask(config, "allowance-list");
    }

    @Command(
            name = "reset",
            description = "Lets an account send as if it had sent nothing.",
            mixinStandardHelpOptions = true)
    int reset(
            @Mixin ConfigOptions config,
            @Parameters(paramLabel = "ACCOUNT", description = "As list shows it.") String account) {
        return ask(config, "allowance-reset\t" + account);
    }

    private int ask(ConfigOptions config, String question) {
        var server = new RunningServer(config.read(PathParameters.CONTROL_SOCKET));
        String answer = server.demand(question);
        return RunningServer.print(answer, spec.commandLine());
    }
}
