// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.net.Peer;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.smtp.Reply;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// How main.cf has the dialogue other than the protocol does.
///
/// @param commandFilter `smtpd_command_filter`: what is heard in the place of a command
/// @param noopCommands `smtpd_noop_commands`: answered with 250, whatever they are
/// @param forbiddenCommands `smtpd_forbidden_commands`: first words that end a session
public record Customs(
        List<LookupTable> commandFilter,
        Set<String> noopCommands,
        Predicate<String> forbiddenCommands,
        RejectFilter filter,
        RejectFooter footer) {
    /// None.
    public static final Customs NONE =
            new Customs(List.of(), Set.of(), _ -> false, RejectFilter.NONE, RejectFooter.NONE);

    public Customs {
        commandFilter = List.copyOf(commandFilter);
        noopCommands =
                noopCommands.stream()
                        .map(word -> word.toUpperCase(Locale.ROOT))
                        .collect(Collectors.toUnmodifiableSet());
    }

    /// A command as it is heard; empty where a table cannot be asked.
    Optional<byte[]> heard(byte[] line) {
        if (commandFilter.isEmpty()) {
            return Optional.of(line);
        }
        String text = new String(line, StandardCharsets.UTF_8).stripLeading();
        for (LookupTable table : commandFilter) {
            switch (table.find(text)) {
                case Lookup.Found(var instead) -> {
                    return Optional.of(instead.getBytes(StandardCharsets.UTF_8));
                }
                case Lookup.NotFound() -> {}
                case Lookup.Failed _ -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(line);
    }

    /// A reply as it is said to a client.
    Reply said(Reply reply, Peer peer, InstantSource clock) {
        return footer.behind(filter.instead(reply), peer, clock);
    }

    boolean isNoop(byte[] line) {
        return !noopCommands.isEmpty() && noopCommands.contains(ForeignProtocol.firstWord(line));
    }
}
