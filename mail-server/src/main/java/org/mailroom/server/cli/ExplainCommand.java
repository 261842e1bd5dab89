// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import org.mailroom.core.config.PathParameters;
import org.mailroom.server.Mailroom;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.Optional;
import java.util.concurrent.Callable;

/// What becomes of mail for an address: by the server that runs, else by the configuration on disk.
@Command(
        name = "explain",
        description = {
            "Says what becomes of mail for an address.",
            "Prints its class, the tables that are used, transport, next hop, mailbox and filter.",
            "The running server answers; where none runs, the configuration on disk, and the",
            "first line says so."
        },
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    @Mixin private ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--offline",
            description = "Goes by the configuration on disk, whatever server runs.")
    private boolean offline;

    @Parameters(paramLabel = "ADDRESS")
    private String address = "";

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        if (address.chars().anyMatch(c -> c < ' ')) {
            throw new CommandFailedException("expected an address without control characters");
        }
        String answer = (offline ? Optional.<String>empty() : running()).orElseGet(this::onDisk);
        return RunningServer.print(answer, spec.commandLine());
    }

    private Optional<String> running() {
        return new RunningServer(config.read(PathParameters.CONTROL_SOCKET))
                .ask("explain\t" + address);
    }

    private String onDisk() {
        String answer = Mailroom.explain(config.load(), address);
        return RunningServer.isRefusal(answer)
                ? answer
                : "by the configuration on disk: " + config.path() + "\n" + answer;
    }
}
