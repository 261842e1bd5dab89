// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.address.Address;
import org.mailroom.core.config.FileFault;
import org.mailroom.core.config.HandoverSource;
import org.mailroom.core.config.MailboxParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.ProgramParameters;
import org.mailroom.core.pipe.LocalSettings;
import org.mailroom.core.queue.Handover;
import org.mailroom.core.route.Handovers;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.TableFailedException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// From `main.cf` to the commands and files that mail may be given to.
///
/// @param forwarder the user of the system that an address belongs to
/// @param mailboxCommand `mailbox_command_maps`, `mailbox_command`, by user
record LocalHandovers(
        MainCf main,
        Function<Address, Optional<String>> forwarder,
        Function<String, Lookup> mailboxCommand,
        LocalSettings settings)
        implements Handovers {
    private static final String ROOT = "root";

    @Override
    public String owner(LookupTable table) {
        String file = table.spec().substring(table.spec().indexOf(':') + 1);
        return table.owner().map(it -> it.equals(ROOT) ? "" : it).orElseGet(() -> ofFile(file));
    }

    @Override
    public String owner(Address user) {
        return forwarder.apply(user).orElse("");
    }

    // Of root's files, and where there is none: nobody's in particular. As `default_privs` nothing
    // is done only because it cannot be told whose it is
    private static String ofFile(String file) {
        if (!file.startsWith("/")) {
            return "";
        }
        try {
            String owner = Files.getOwner(Path.of(file)).getName();
            return owner.equals(ROOT) ? "" : owner;
        } catch (NoSuchFileException | InvalidPathException _) {
            return "";
        } catch (IOException e) {
            throw new TableFailedException(
                    "cannot tell whose %s is: %s".formatted(file, FileFault.reason(e)));
        }
    }

    @Override
    public Optional<String> refusal(HandoverSource source, Handover handover) {
        List<HandoverSource> allowed =
                main.get(
                        handover.kind() == Handover.Kind.COMMAND
                                ? ProgramParameters.ALLOW_MAIL_TO_COMMANDS
                                : ProgramParameters.ALLOW_MAIL_TO_FILES);
        if (!allowed.contains(source)) {
            return Optional.of("mail is not given to commands or files");
        }
        if (handover.kind() == Handover.Kind.FILE && handover.target().endsWith("/")) {
            return Optional.of("mail is not put into directories yet");
        }
        boolean possible =
                settings.userOf(handover)
                        .filter(user -> OwnersPrograms.canRunAs(user, main))
                        .isPresent();
        return possible
                ? Optional.empty()
                : Optional.of("nothing runs as its owner without the helper");
    }

    @Override
    public Lookup mailboxCommand(String user) {
        return settings.users().apply(user).isPresent()
                ? mailboxCommand.apply(user)
                : Lookup.NOT_FOUND;
    }

    @Override
    public Lookup homeMailbox(String user) {
        String name = main.get(MailboxParameters.HOME_MAILBOX);
        if (name.isEmpty() || name.endsWith("/")) {
            return Lookup.NOT_FOUND;
        }
        return settings.users()
                .apply(user)
                .map(it -> new Handover(Handover.Kind.FILE, it.home() + "/" + name, it.name()))
                .filter(this::isWrittenByItsOwner)
                .<Lookup>map(file -> new Lookup.Found(file.target()))
                .orElse(Lookup.NOT_FOUND);
    }

    // Root's is not written with the rights of somebody else
    private boolean isWrittenByItsOwner(Handover file) {
        return settings.userOf(file).filter(it -> it.name().equals(file.owner())).isPresent();
    }
}
