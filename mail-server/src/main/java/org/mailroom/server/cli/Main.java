// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.PathParameters;
import org.slf4j.LoggerFactory;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;

/// The command `mailroom`. Exit codes: 0 done, 1 not done, 2 not understood.
@Command(
        name = "mailroom",
        description = "A mail server: SMTP, POP3 and IMAP in one process.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.Version.class,
        subcommands = {
            StartCommand.class,
            CheckCommand.class,
            ConfigCommand.class,
            UserCommand.class,
            DemoCommand.class,
            VersionCommand.class,
            HelpCommand.class
        })
public final class Main {
    @Spec private CommandSpec spec;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Main::failed)
                .execute(arguments);
    }

    @Command(
            name = "stop",
            description = "Stops the server: no new connections, then the open sessions end.",
            mixinStandardHelpOptions = true)
    int stop(@Mixin ConfigOptions config) {
        return ask(config, "stop");
    }

    @Command(
            name = "reload",
            description =
                    "Reads configuration, tables and certificates again; no session is dropped.",
            mixinStandardHelpOptions = true)
    int reload(@Mixin ConfigOptions config) {
        return ask(config, "reload");
    }

    @Command(
            name = "status",
            description = "Says what the running server does.",
            mixinStandardHelpOptions = true)
    int status(@Mixin ConfigOptions config) {
        return ask(config, "status");
    }

    private int ask(ConfigOptions config, String question) {
        var server = new RunningServer(config.load().get(PathParameters.CONTROL_SOCKET));
        String answer = server.demand(question);
        spec.commandLine().getOut().print(answer);
        spec.commandLine().getOut().flush();
        return answer.startsWith("error") ? 1 : 0;
    }

    // What a person can mend is said in one line; a bug shows its stack.
    private static int failed(Exception e, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (e instanceof ConfigException || e instanceof CommandFailedException) {
            err.println("mailroom: " + e.getMessage());
        } else {
            LoggerFactory.getLogger(Main.class).error("unexpected", e);
        }
        err.flush();
        return command.getCommandSpec().exitCodeOnExecutionException();
    }
}
