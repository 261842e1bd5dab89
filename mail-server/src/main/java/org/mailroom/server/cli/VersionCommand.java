// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import org.mailroom.server.Mailroom;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

@Command(
        name = "version",
        description = "Prints the version of Mailroom and of the Java it runs on.",
        mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    /// The version as `--version` prints it.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "Mailroom " + Mailroom.version(), "Java " + Runtime.version(),
            };
        }
    }

    @Override
    public Integer call() {
        for (String line : new Version().getVersion()) {
            spec.commandLine().getOut().println(line);
        }
        return 0;
    }
}
