// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.queue.Origin;
import org.mailroom.smtp.ProxyAttribute;
import org.mailroom.smtp.Xtext;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// XFORWARD for one message: where it came from, as far as a server wants to know (Postfix's
/// XFORWARD_README).
///
/// @param identity the name of the message here; empty where it has none
/// @param wanted the attributes that the server has offered to take
record ForwardCommands(Origin origin, String identity, Set<String> wanted) {
    // A command is no longer than 512 octets (RFC 5321 §4.5.3.1.4)
    private static final List<List<ProxyAttribute>> COMMANDS =
            List.of(
                    List.of(ProxyAttribute.NAME, ProxyAttribute.ADDR),
                    List.of(ProxyAttribute.PROTO, ProxyAttribute.HELO),
                    List.of(ProxyAttribute.IDENT, ProxyAttribute.SOURCE));

    private static final int MAX_VALUE = 150;
    private static final String UNAVAILABLE = "[UNAVAILABLE]";

    List<String> commands() {
        return COMMANDS.stream()
                .map(attributes -> attributes.stream().filter(this::isWanted).toList())
                .filter(attributes -> !attributes.isEmpty())
                .map(this::command)
                .toList();
    }

    private boolean isWanted(ProxyAttribute attribute) {
        return wanted.contains(attribute.name());
    }

    private String command(List<ProxyAttribute> attributes) {
        return attributes.stream()
                .map(attribute -> attribute + "=" + encode(value(attribute)))
                .collect(Collectors.joining(" ", "XFORWARD ", ""));
    }

    private String value(ProxyAttribute attribute) {
        boolean local = origin.clientAddress().isEmpty();
        return switch (attribute) {
            case IDENT -> identity;
            case SOURCE -> local ? "LOCAL" : "REMOTE";
            case NAME -> local || origin.clientName().equals("unknown") ? "" : origin.clientName();
            case ADDR ->
                    (origin.clientAddress().contains(":") ? "IPV6:" : "") + origin.clientAddress();
            case PROTO -> local ? "" : origin.protocol();
            case HELO -> local ? "" : origin.helo();
            case REVERSE_NAME, PORT, LOGIN, DESTADDR, DESTPORT -> "";
        };
    }

    private static String encode(String value) {
        boolean sayable =
                !value.isEmpty()
                        && value.length() <= MAX_VALUE
                        && value.chars().allMatch(c -> c >= ' ' && c <= '~');
        return sayable ? Xtext.encode(value) : UNAVAILABLE;
    }
}
