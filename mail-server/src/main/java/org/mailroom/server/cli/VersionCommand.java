// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.Optional;
import java.util.concurrent.Callable;

@Command(name = "version", description = "Prints the version.")
final class VersionCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    /// The version as `--version` prints it.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version =
                    Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                            .orElse("(not packaged)");
            return new String[] {
                "Mailroom " + version, "Java " + Runtime.version(),
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
