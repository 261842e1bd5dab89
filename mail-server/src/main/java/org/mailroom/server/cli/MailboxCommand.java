// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;

/// What is in the mailboxes of a user.
@Command(
        name = "mailbox",
        description = "Says what is in the mailboxes of a user.",
        mixinStandardHelpOptions = true,
        subcommands = HelpCommand.class)
final class MailboxCommand {
    @Spec private CommandSpec spec;

    @Command(
            name = "list",
            description = "Lists the folders of a user: messages, unseen ones, octets.",
            mixinStandardHelpOptions = true)
    int list(
            @Mixin ConfigOptions config,
            @Parameters(paramLabel = "USER", description = "Whose folders.") String user)
            throws IOException {
        return ask(config, "mailbox-list", user, "");
    }

    @Command(
            name = "status",
            description = "Says what IMAP tells of a folder; of INBOX, where none is named.",
            mixinStandardHelpOptions = true)
    int status(
            @Mixin ConfigOptions config,
            @Parameters(paramLabel = "USER[:FOLDER]", description = "Which folder.") String where)
            throws IOException {
        MailPlace place = MailPlace.parse(where);
        return ask(config, "mailbox-status", place.user(), place.folder());
    }

    private int ask(ConfigOptions config, String word, String user, String folder)
            throws IOException {
        try (var mail = MailConnection.open(config, word, user, folder)) {
            String answer = mail.answer();
            PrintWriter out = spec.commandLine().getOut();
            out.print(answer);
            out.flush();
            return 0;
        }
    }
}
