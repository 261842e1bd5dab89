// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import org.mailroom.core.config.LogicalLine;
import org.mailroom.core.config.Network;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The rules of cidr_table(5): networks, tried in their order. A key that is no address is in none
/// of them.
record CidrRules(List<Rule<InetAddress>> rules) implements Rules {
    CidrRules {
        rules = List.copyOf(rules);
    }

    static Rules parse(List<LogicalLine> lines, Consumer<Warning> warn) {
        return new CidrRules(RuleParser.parse(lines, CidrRules::head, warn));
    }

    /// The results of the lines that are used, as they are written.
    static Stream<LogicalLine> results(List<LogicalLine> lines) {
        return RuleParser.results(lines, CidrRules::head);
    }

    @Override
    public Lookup find(String spec, String key) {
        return Network.parse(key)
                .flatMap(Network::address)
                .flatMap(address -> Rule.search(rules, address))
                .<Lookup>map(Lookup.Found::new)
                .orElse(Lookup.NOT_FOUND);
    }

    private static RuleParser.Head<InetAddress> head(String line) {
        int blank = 0;
        while (blank < line.length() && !Character.isWhitespace(line.charAt(blank))) {
            blank++;
        }
        String text = line.substring(0, blank);
        Network network =
                Network.parse(text)
                        .orElseThrow(() -> new BadRule("\"" + text + "\" is no network"));
        return new RuleParser.Head<>(
                address -> network.contains(address) ? Optional.of(List.of()) : Optional.empty(),
                RuleParser.Head.LITERAL,
                line.substring(blank));
    }
}
