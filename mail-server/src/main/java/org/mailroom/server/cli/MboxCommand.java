// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import org.mailroom.server.MboxFiles;
import org.mailroom.storage.mbox.MboxFault;
import org.mailroom.storage.mbox.MboxFault.Mending;
import org.mailroom.storage.upkeep.MboxCare;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Looks after mbox files; a server may run meanwhile.
@Command(
        name = "mbox",
        description = "Checks and mends mbox files; a server may run meanwhile.",
        mixinStandardHelpOptions = true,
        subcommands = HelpCommand.class)
final class MboxCommand {
    private static final String TARGET = "A file, or the user whose mailboxes are meant.";

    @Spec private CommandSpec spec;

    @Command(
            name = "check",
            description = "Says what is wrong with mbox files. Exits 1 when something is.",
            mixinStandardHelpOptions = true)
    int check(
            @Mixin ConfigOptions config,
            @Parameters(paramLabel = "FILE|USER", description = TARGET) String target)
            throws IOException {
        var mbox = MboxFiles.of(config.load());
        boolean isFine = true;
        for (Path file : files(mbox, target)) {
            List<MboxFault> faults = mbox.care().check(file);
            faults.forEach(fault -> out().println(file + ", " + fault.text()));
            if (faults.isEmpty()) {
                out().println(file + ": nothing is wrong");
            }
            isFine &= faults.stream().allMatch(fault -> fault.mending() == Mending.BY_SERVER);
        }
        return isFine ? 0 : 1;
    }

    @Command(
            name = "repair",
            description = {
                "Mends what can be mended in mbox files without losing an octet.",
                "The file as it was stays beside it, as FILE.before-repair."
            },
            mixinStandardHelpOptions = true)
    int repair(
            @Mixin ConfigOptions config,
            @Parameters(paramLabel = "FILE|USER", description = TARGET) String target)
            throws IOException {
        var mbox = MboxFiles.of(config.load());
        for (Path file : files(mbox, target)) {
            MboxCare.Repair repair = mbox.care().repair(file);
            repair.mended().forEach(fault -> out().println(file + ", mended: " + fault.text()));
            out().println(
                            file
                                    + repair.before()
                                            .map(before -> ": as it was before in " + before)
                                            .orElse(": there is nothing to mend"));
        }
        return 0;
    }

    private static List<Path> files(MboxFiles mbox, String target) throws IOException {
        if (target.contains("/") || Files.exists(Path.of(target))) {
            return List.of(Path.of(target));
        }
        List<Path> files = mbox.of(target);
        if (files.isEmpty()) {
            throw new CommandFailedException(
                    target + ": there is no such file, and no user of that name has a mailbox");
        }
        return files;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
