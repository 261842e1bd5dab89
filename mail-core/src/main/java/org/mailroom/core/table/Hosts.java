// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.Network;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/// A list of hosts as in `smtpd_authorized_xclient_hosts`: addresses and networks, names and
/// `.domains`, `/files` with more of them, and `type:tables` of names and addresses; `!` excludes.
/// The first element that holds decides. Safe for use by several threads.
public final class Hosts {
    private record Rule(Test test, Match match) {}

    private interface Test {
        Match holds(String name, InetAddress address);
    }

    private final List<Rule> rules;

    private Hosts(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /// Opens the files and tables of a list.
    ///
    /// @throws ConfigException when one cannot be opened
    public static Hosts open(List<String> elements, Tables tables) {
        return open(elements, MatchList.Reach.DOT_SUBDOMAINS, tables);
    }

    /// The same, where names of domains reach as far.
    public static Hosts open(List<String> elements, MatchList.Reach reach, Tables tables) {
        var rules = new ArrayList<Rule>();
        for (ListElement element : ListElement.open(elements, tables)) {
            rules.add(
                    new Rule(
                            test(element.pattern(), reach, tables),
                            element.excludes() ? Match.NO : Match.YES));
        }
        return new Hosts(rules);
    }

    /// Whether a host is in it; where nothing can be said, a table did not answer.
    public Match contains(String name, InetAddress address) {
        for (Rule rule : rules) {
            switch (rule.test().holds(name, address)) {
                case Match.Yes() -> {
                    return rule.match();
                }
                case Match.No() -> {}
                case Match.Unsure unsure -> {
                    return unsure;
                }
            }
        }
        return Match.NO;
    }

    private static Test test(ListElement.Pattern pattern, MatchList.Reach reach, Tables tables) {
        return switch (pattern) {
            case ListElement.Table(var table) -> (name, address) -> in(table, name, address);
            case ListElement.Name(var text) when Network.isMeant(text) -> {
                Network network =
                        Network.parse(text)
                                .orElseThrow(
                                        () ->
                                                new ConfigException(
                                                        "\"%s\" is no network".formatted(text)));
                yield (_, address) -> network.contains(address) ? Match.YES : Match.NO;
            }
            case ListElement.Name(var text) -> {
                var names = MatchList.open(List.of(text), reach, tables);
                yield (name, _) -> names.contains(name);
            }
        };
    }

    private static Match in(LookupTable table, String name, InetAddress address) {
        for (String key : List.of(name, Network.text(address))) {
            switch (table.find(key)) {
                case Lookup.Found _ -> {
                    return Match.YES;
                }
                case Lookup.NotFound() -> {}
                case Lookup.Failed(var reason) -> {
                    return new Match.Unsure(reason);
                }
            }
        }
        return Match.NO;
    }
}
