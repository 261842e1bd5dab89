// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.account.PasswordAuthenticator;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.LogParameters;
import org.mailroom.core.config.MailboxParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.PathParameters;
import org.mailroom.core.config.QueueParameters;
import org.mailroom.core.dns.DnsResolver;
import org.mailroom.core.route.TrivialRewrite;

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
        List<String> faults = directoryFaults(main);
        if (faults.isEmpty()) {
            try {
                rules(Settings.of(main), faults);
            } catch (ConfigException e) {
                faults.add(String.valueOf(e.getMessage()));
            }
        }
        return faults.stream().distinct().toList();
    }

    private static void rules(Settings settings, List<String> faults) {
        try (var resolver = new DnsResolver(RemoteHosts.dns(settings.main()));
                var accounts = new PasswordAuthenticator(settings::accounts)) {
            var router = new TrivialRewrite(settings::routes);
            var policies = new AccessPolicies(router, resolver, accounts, _ -> {}, faults::add);
            SmtpServices.rules(policies, settings);
        }
    }

    /// Looks at the directories only.
    ///
    /// @throws ConfigException when one cannot be used
    static void demandDirectories(MainCf main) {
        List<String> faults = directoryFaults(main);
        if (!faults.isEmpty()) {
            throw new ConfigException(String.join("\n", faults));
        }
    }

    private static List<String> directoryFaults(MainCf main) {
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
        return faults;
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
