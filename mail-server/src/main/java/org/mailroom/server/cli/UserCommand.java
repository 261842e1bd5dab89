// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import org.mailroom.core.account.UsersFile;
import org.mailroom.core.account.UsersFileEditor;
import org.mailroom.core.account.UsersFileEditor.Result;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.FileFault;
import org.mailroom.core.config.MainCf;
import org.mailroom.server.Accounts;
import org.mailroom.server.Mailroom;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Accounts in the users file. A running server sees a change at once.
@Command(
        name = "user",
        description = "Adds, changes, deletes and lists accounts in the users file of passdb.",
        mixinStandardHelpOptions = true,
        subcommands = HelpCommand.class)
final class UserCommand {
    @Spec private CommandSpec spec;

    @Command(
            name = "add",
            description = "Adds an account: NAME for a local user, NAME@DOMAIN for a virtual one.",
            mixinStandardHelpOptions = true)
    int add(
            @Mixin ConfigOptions config,
            @Mixin NewPassword password,
            @Parameters(paramLabel = "NAME") String name)
            throws IOException {
        String account = checked(name);
        UsersFileEditor editor = editor(config);
        int code = say(account, editor.add(account, password.read(account)), "added");
        warning(config, account)
                .ifPresent(text -> spec.commandLine().getErr().println("warning: " + text));
        return code;
    }

    // The account is there, whatever is wrong with the tables of the configuration
    private static Optional<String> warning(ConfigOptions config, String account) {
        try {
            return Mailroom.accountWarning(config.load(), account);
        } catch (ConfigException e) {
            return Optional.of("whether it gets mail is not known: " + e.getMessage());
        }
    }

    @Command(
            name = "passwd",
            description = "Changes the password of an account.",
            mixinStandardHelpOptions = true)
    int passwd(
            @Mixin ConfigOptions config,
            @Mixin NewPassword password,
            @Parameters(paramLabel = "NAME") String name)
            throws IOException {
        String account = checked(name);
        UsersFileEditor editor = editor(config);
        Result result = editor.changePassword(account, password.read(account));
        return say(account, result, "has a new password");
    }

    @Command(
            name = "delete",
            description = "Deletes an account. Its mail stays where it is.",
            mixinStandardHelpOptions = true)
    int delete(@Mixin ConfigOptions config, @Parameters(paramLabel = "NAME") String name)
            throws IOException {
        String account = checked(name);
        UsersFileEditor editor = editor(config);
        return say(account, editor.delete(account), "deleted; its mail stays");
    }

    @Command(name = "list", description = "Lists accounts.", mixinStandardHelpOptions = true)
    int list(@Mixin ConfigOptions config) {
        Path file = usersFile(config.load());
        if (Files.notExists(file)) {
            spec.commandLine().getErr().println("mailroom: there is no " + file + " yet");
            return 0;
        }
        try {
            new UsersFile(file).accounts().forEach(account -> out().println(account.name()));
        } catch (UncheckedIOException e) {
            throw cannotUse(file, FileFault.reason(e));
        }
        return 0;
    }

    private static UsersFileEditor editor(ConfigOptions config) {
        MainCf main = config.load();
        Path file = usersFile(main).toAbsolutePath();
        Path folder = Optional.ofNullable(file.getParent()).orElse(file);
        try {
            return new UsersFileEditor(file, Accounts.ownerOfNewFile(main, folder));
        } catch (IOException e) {
            throw cannotUse(folder, FileFault.reason(e));
        }
    }

    private static CommandFailedException cannotUse(Path file, String reason) {
        return new CommandFailedException("cannot use " + file + ": " + reason);
    }

    private static Path usersFile(MainCf main) {
        return Accounts.usersFile(main)
                .orElseThrow(
                        () ->
                                new CommandFailedException(
                                        "passdb names no passwd-file: nothing to edit here"));
    }

    private static String checked(String name) {
        if (!UsersFileEditor.canBeWritten(name)) {
            throw new CommandFailedException(
                    "'%s' cannot be the name of an account: expected a name without : / # or a dot"
                                    .formatted(name)
                            + " in front, or an address");
        }
        return name;
    }

    private int say(String account, Result result, String done) {
        switch (result) {
            case DONE -> out().println(account + ": " + done);
            case ALREADY_THERE -> throw new CommandFailedException(account + " exists already");
            case NO_SUCH_USER -> throw new CommandFailedException("there is no " + account);
        }
        return 0;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
