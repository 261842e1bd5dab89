// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.LogParameters;
import org.mailroom.core.config.MailboxParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.PathParameters;
import org.mailroom.core.config.QueueParameters;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Looks at everything that a start needs, without starting.
final class Preflight {
    private static final List<Parameter<Path>> DIRECTORIES =
            List.of(
                    MailboxParameters.MAIL_SPOOL_DIRECTORY,
                    MailboxParameters.MAIL_FOLDER_DIRECTORY,
                    PathParameters.DATA_DIRECTORY,
                    QueueParameters.QUEUE_DIRECTORY);

    private Preflight() {}

    /// One sentence for each fault: the parameter, what is wrong, what to do.
    static List<String> faults(MainCf main) {
        var faults = new ArrayList<String>();
        for (Parameter<Path> directory : DIRECTORIES) {
            directory(directory.name(), main.get(directory), faults);
        }
        Path log = main.get(LogParameters.MAILLOG_FILE).toAbsolutePath();
        if (!Files.exists(log)) {
            directory("maillog_file", parent(log), faults);
        } else if (!Files.isWritable(log)) {
            faults.add("maillog_file: cannot write to " + log + ": give this user the right to");
        }
        if (faults.isEmpty()) {
            try {
                Settings.of(main);
            } catch (ConfigException e) {
                faults.add(String.valueOf(e.getMessage()));
            }
        }
        return faults;
    }

    /// The same, as the error that a start ends with.
    ///
    /// @throws ConfigException when there is a fault
    static void demand(MainCf main) {
        List<String> faults = faults(main);
        if (!faults.isEmpty()) {
            throw new ConfigException(String.join("\n", faults));
        }
    }

    // What is missing is made at the start, where that is possible.
    private static void directory(String parameter, Path path, List<String> faults) {
        Path existing = path.toAbsolutePath();
        while (!Files.exists(existing)) {
            existing = parent(existing);
        }
        if (!Files.isDirectory(existing)) {
            faults.add("%s: %s is not a directory".formatted(parameter, existing));
        } else if (!Files.isWritable(existing) || !Files.isExecutable(existing)) {
            faults.add(
                    "%s: user %s cannot write to %s: change its owner or its rights"
                            .formatted(parameter, System.getProperty("user.name", "?"), existing));
        }
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }
}
