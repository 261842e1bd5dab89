// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import org.mailroom.core.config.PathParameters;
import org.mailroom.server.programs.QueueQuestion;
import org.mailroom.server.queue.QueueAction;
import org.mailroom.server.queue.QueueCommands;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The queue of the running server.
@Command(
        name = "queue",
        description = "Shows and changes what is in the queue of the running server.",
        mixinStandardHelpOptions = true,
        subcommands = HelpCommand.class)
final class QueueCommand {
    @Spec private CommandSpec spec;

    /// Which messages an action is for.
    static final class Chosen {
        @Parameters(
                paramLabel = "ID",
                arity = "1..*",
                description = "Ids of messages, or ALL for all of them.")
        private List<String> ids = List.of();

        @Option(
                names = "--queue",
                paramLabel = "NAME",
                split = ",",
                description = "Only those in these queues: incoming, active, deferred, hold.")
        private List<String> queues = List.of();
    }

    @Command(
            name = "list",
            description = "Lists the messages: * marks active ones, ! held ones, # expiring ones.",
            mixinStandardHelpOptions = true)
    int list(
            @Mixin ConfigOptions config,
            @Option(names = "--json", description = "One JSON object a line, as postqueue -j.")
                    boolean json)
            throws IOException {
        return ask(config, json ? "queue-json" : "queue-list");
    }

    @Command(
            name = "show",
            description = "Tells all that is known of a message.",
            mixinStandardHelpOptions = true)
    int show(@Mixin ConfigOptions config, @Parameters(paramLabel = "ID") String id)
            throws IOException {
        return ask(config, "queue-show", id);
    }

    @Command(
            name = "hold",
            description = "Keeps messages from being delivered.",
            mixinStandardHelpOptions = true)
    int hold(@Mixin ConfigOptions config, @Mixin Chosen chosen) throws IOException {
        return act(config, QueueAction.HOLD, chosen);
    }

    @Command(
            name = "release",
            description = "Lets messages that are held be delivered again.",
            mixinStandardHelpOptions = true)
    int release(@Mixin ConfigOptions config, @Mixin Chosen chosen) throws IOException {
        return act(config, QueueAction.RELEASE, chosen);
    }

    @Command(
            name = "requeue",
            description = "Lets messages come in anew, with aliases as they are now.",
            mixinStandardHelpOptions = true)
    int requeue(@Mixin ConfigOptions config, @Mixin Chosen chosen) throws IOException {
        return act(config, QueueAction.REQUEUE, chosen);
    }

    @Command(
            name = "expire",
            description = "Tries messages once more, and returns what cannot be delivered.",
            mixinStandardHelpOptions = true)
    int expire(
            @Mixin ConfigOptions config,
            @Option(names = "--release", description = "Releases them too, where they are held.")
                    boolean release,
            @Mixin Chosen chosen)
            throws IOException {
        return act(config, release ? QueueAction.EXPIRE_AND_RELEASE : QueueAction.EXPIRE, chosen);
    }

    @Command(
            name = "delete",
            description = "Takes messages out of the queue, and tells nobody.",
            mixinStandardHelpOptions = true)
    int delete(@Mixin ConfigOptions config, @Mixin Chosen chosen) throws IOException {
        return act(config, QueueAction.DELETE, chosen);
    }

    @Command(
            name = "flush",
            description = "Tries what is deferred now: all, one message, or the mail for one site.",
            mixinStandardHelpOptions = true)
    int flush(
            @Mixin ConfigOptions config,
            @Parameters(paramLabel = "SITE", arity = "0..1", description = "A domain or [address].")
                    Optional<String> site,
            @Option(names = "--id", paramLabel = "ID", description = "One message.")
                    Optional<String> id)
            throws IOException {
        if (id.isPresent()) {
            return ask(config, "queue-flush", "id", id.get());
        }
        return site.isPresent()
                ? ask(config, "queue-flush", "site", site.get())
                : ask(config, "queue-flush", "all");
    }

    @Command(
            name = "transport",
            description = {
                "Sends messages another way from the next attempt on.",
                "TRANSPORT:NEXTHOP is as in transport(5); - goes back to the usual way."
            },
            mixinStandardHelpOptions = true)
    int transport(
            @Mixin ConfigOptions config,
            @Parameters(index = "0", paramLabel = "TRANSPORT:NEXTHOP") String way,
            @Parameters(index = "1..*", arity = "1..*", paramLabel = "ID") List<String> ids)
            throws IOException {
        return print(config, ids, "queue-transport", way.equals("-") ? "" : way);
    }

    private int act(ConfigOptions config, QueueAction action, Chosen chosen) throws IOException {
        String answer =
                QueueQuestion.of(action.question(), String.join(",", chosen.queues))
                        .naming(chosen.ids)
                        .answer(socket(config));
        spec.commandLine().getOut().print(answer);
        spec.commandLine().getOut().flush();
        PrintWriter err = spec.commandLine().getErr();
        Set<String> done =
                answer.lines().map(line -> line.split(": ", 2)[0]).collect(Collectors.toSet());
        List<String> missed =
                chosen.ids.stream()
                        .filter(it -> !it.equals(QueueCommands.ALL))
                        .filter(it -> !done.contains(it))
                        .toList();
        missed.forEach(it -> err.println("mailroom: " + it + ": nothing to be done"));
        err.flush();
        return missed.isEmpty() ? 0 : 1;
    }

    private static Path socket(ConfigOptions config) {
        return config.read(PathParameters.CONTROL_SOCKET);
    }

    private int ask(ConfigOptions config, String... words) throws IOException {
        return print(config, List.of(), words);
    }

    private int print(ConfigOptions config, List<String> ids, String... words) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        QueueQuestion.of(words).naming(ids).print(socket(config), out);
        out.flush();
        return 0;
    }
}
