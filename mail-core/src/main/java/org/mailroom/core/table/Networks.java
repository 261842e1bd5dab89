// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.Network;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A list of networks as in `mynetworks`: addresses and networks, `/files` with more of them, and
/// `type:tables` of addresses; `!` excludes. The first element that holds decides. Safe for use by
/// several threads.
public final class Networks {
    private sealed interface Rule {
        boolean excludes();

        record Block(Network network, boolean excludes) implements Rule {}

        record InTable(LookupTable table, boolean excludes) implements Rule {}
    }

    // 10.0.0.0/8, and fc00::/7 (RFC 4193 §3.1)
    private static final int LEAST_IPV4 = 8;
    private static final int LEAST_IPV6 = 7;

    private final List<Rule> rules;

    private Networks(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /// Opens the files and tables of a list.
    ///
    /// @throws org.mailroom.core.config.ConfigException when one cannot be opened
    public static Networks open(List<String> elements, Tables tables) {
        var rules = new ArrayList<Rule>();
        for (ListElement element : ListElement.open(elements, tables)) {
            rule(element, tables).ifPresent(rules::add);
        }
        return new Networks(rules);
    }

    /// The first network in it that is too large to be that of one owner; tables are not looked at.
    public Optional<Network> tooLarge() {
        return rules.stream()
                .filter(rule -> !rule.excludes())
                .flatMap(
                        rule ->
                                rule instanceof Rule.Block(var net, _)
                                        ? Stream.of(net)
                                        : Stream.empty())
                .filter(net -> net.prefix() < (net.width() == 32 ? LEAST_IPV4 : LEAST_IPV6))
                .findFirst();
    }

    public Match contains(InetAddress address) {
        for (Rule rule : rules) {
            switch (holds(rule, address)) {
                case Match.Yes() -> {
                    return rule.excludes() ? Match.NO : Match.YES;
                }
                case Match.No() -> {}
                case Match.Unsure unsure -> {
                    return unsure;
                }
            }
        }
        return Match.NO;
    }

    private static Optional<Rule> rule(ListElement element, Tables tables) {
        return switch (element.pattern()) {
            case ListElement.Table(var table) ->
                    Optional.of(new Rule.InTable(table, element.excludes()));
            case ListElement.Name(var text) -> {
                Optional<Rule> block =
                        Network.parse(text).map(net -> new Rule.Block(net, element.excludes()));
                if (block.isEmpty() && Network.isMeant(text)) {
                    throw new ConfigException(
                            "\"%s\" is no network: expected 10.0.0.0/8 or [::1]/128, no bits set behind"
                                            .formatted(text)
                                    + " the prefix");
                }
                if (block.isEmpty()) {
                    tables.warn(
                            "\"%s\" in a list of networks is no network and holds for nobody"
                                    .formatted(text));
                }
                yield block;
            }
        };
    }

    private static Match holds(Rule rule, InetAddress address) {
        return switch (rule) {
            case Rule.Block(var network, _) -> network.contains(address) ? Match.YES : Match.NO;
            case Rule.InTable(var table, _) ->
                    switch (table.find(Network.text(address))) {
                        case Lookup.Found _ -> Match.YES;
                        case Lookup.NotFound() -> Match.NO;
                        case Lookup.Failed(var reason) -> new Match.Unsure(reason);
                    };
        };
    }
}
