// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import org.mailroom.core.config.PathParameters;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

import java.util.List;

/// The command `mailroom`. Exit codes: 0 done, 1 not done, 2 not understood.
@Command(
        name = "mailroom",
        description = "A mail server: SMTP, POP3 and IMAP in one process.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.Version.class)
final class MailroomCommand {
    private static final List<Class<?>> COMMANDS =
            List.of(
                    StartCommand.class,
                    CheckCommand.class,
                    ConfigCommand.class,
                    UserCommand.class,
                    MailboxCommand.class,
                    QueueCommand.class,
                    AllowanceCommand.class,
                    BlockCommand.class,
                    TraceCommand.class,
                    MboxCommand.class,
                    ImportCommand.class,
                    ExportCommand.class,
                    ExplainCommand.class,
                    DemoCommand.class,
                    HelperCommand.class,
                    VersionCommand.class,
                    HelpCommand.class);

    @Spec private CommandSpec spec;

    private MailroomCommand() {}

    /// Does what the words of a command line say; answers the exit code.
    static int run(String... arguments) {
        return commandLine(arguments).execute(arguments);
    }

    static CommandLine commandLine(String... arguments) {
        var command = new CommandLine(new MailroomCommand());
        commands(arguments).forEach(command::addSubcommand);
        sameVersion(command);
        // For those that are there by now
        return command.setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(MailroomCommand::execute)
                .setExecutionExceptionHandler(MailroomCommand::failed);
    }

    // To make them all takes a third of a second
    private static List<Class<?>> commands(String... arguments) {
        return COMMANDS.stream()
                .filter(command -> command != HelpCommand.class)
                .filter(command -> arguments.length > 0 && isNamed(command, arguments[0]))
                .findFirst()
                .<List<Class<?>>>map(List::of)
                .orElse(COMMANDS);
    }

    private static boolean isNamed(Class<?> command, String name) {
        return command.getAnnotation(Command.class).name().equals(name);
    }

    // Who asks for the help of a command that there is not is told so
    private static int execute(ParseResult parsed) {
        for (CommandLine command : parsed.asCommandLineList()) {
            List<String> unmatched = command.getParseResult().unmatched();
            if (!unmatched.isEmpty()) {
                throw new UnmatchedArgumentException(command, unmatched);
            }
        }
        return new RunLast().execute(parsed);
    }

    // Each command has --version, and there is one version only
    private static void sameVersion(CommandLine command) {
        command.getCommandSpec().versionProvider(new VersionCommand.Version());
        command.getSubcommands().values().forEach(MailroomCommand::sameVersion);
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
        // Only this is read: a server can be stopped while its main.cf has faults
        var server = new RunningServer(config.read(PathParameters.CONTROL_SOCKET));
        String answer = server.demand(question);
        if (answer.isEmpty()) {
            throw new CommandFailedException("the server has gone without an answer: see its log");
        }
        return RunningServer.print(answer, spec.commandLine());
    }

    private static int failed(Exception e, CommandLine command, ParseResult parsed) {
        Complaint.of(e).print(command.getErr());
        return command.getCommandSpec().exitCodeOnExecutionException();
    }
}
