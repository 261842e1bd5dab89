// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.Expansion;
import org.mailroom.core.config.Network;
import org.mailroom.core.net.Peer;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.smtp.Reply;

import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What is said behind each refusal, for whoever reads it in a notification
/// (`smtpd_reject_footer`).
///
/// @param text the template; `\n` begins a line, and a `\c` at its start none; empty for nothing
/// @param maps `smtpd_reject_footer_maps`: templates by the refusal
/// @param hostname `$server_name`
public record RejectFooter(String text, List<LookupTable> maps, String hostname) {
    /// Nothing.
    public static final RejectFooter NONE = new RejectFooter("", List.of(), "");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("MMM d HH:mm:ss", Locale.ENGLISH);
    private static final String ON_THE_SAME_LINE = "\\c";

    public RejectFooter {
        maps = List.copyOf(maps);
    }

    /// A reply as it is said to a client.
    Reply behind(Reply reply, Peer peer, InstantSource clock) {
        if (!reply.isRefusal()) {
            return reply;
        }
        String template = found(reply).orElse(text);
        return template.isEmpty() ? reply : with(reply, expanded(template, peer, clock));
    }

    private Optional<String> found(Reply reply) {
        for (LookupTable table : maps) {
            if (table.find(reply.toString()) instanceof Lookup.Found(var template)) {
                return Optional.of(template);
            }
        }
        return Optional.empty();
    }

    // Who reads the refusal needs it more than what is behind it
    private String expanded(String template, Peer peer, InstantSource clock) {
        try {
            return Expansion.of(template, name -> value(name, peer, clock));
        } catch (ConfigException e) {
            return "";
        }
    }

    private String value(String name, Peer peer, InstantSource clock) {
        return switch (name) {
            case "client_address" -> Network.text(peer.remote().getAddress());
            case "client_port" -> "" + peer.remote().getPort();
            case "localtime" -> TIME.format(clock.instant().atZone(ZoneId.systemDefault()));
            case "server_name" -> hostname;
            default -> "";
        };
    }

    private static Reply with(Reply reply, String footer) {
        List<String> lines = new ArrayList<>(reply.lines());
        boolean joins = footer.startsWith(ON_THE_SAME_LINE);
        String rest = joins ? footer.substring(ON_THE_SAME_LINE.length()) : footer;
        List<String> more = List.of(rest.split("\\\\n", -1));
        if (joins) {
            lines.add(lines.removeLast() + more.getFirst());
        }
        lines.addAll(joins ? more.subList(1, more.size()) : more);
        return new Reply(reply.code(), reply.status(), lines);
    }
}
