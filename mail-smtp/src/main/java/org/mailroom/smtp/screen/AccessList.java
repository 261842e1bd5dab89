// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.screen;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.Network;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/// `postscreen_access_list`: who is let in without tests, and who is turned away. The first rule
/// that says something decides. Safe for use by several threads.
public final class AccessList {
    private final List<Rule> rules;

    /// What the list says of a client.
    enum Answer {
        PERMIT,
        REJECT,
        DUNNO
    }

    private sealed interface Rule {
        record Always(Answer answer) implements Rule {}

        record Mynetworks(Predicate<InetAddress> networks) implements Rule {}

        record Table(LookupTable table) implements Rule {}
    }

    private AccessList(List<Rule> rules) {
        this.rules = rules;
    }

    /// Opens the tables of a list.
    ///
    /// @param tables opens a table by its `type:name`
    /// @throws ConfigException where an element means nothing
    public static AccessList of(
            List<String> elements,
            Predicate<InetAddress> mynetworks,
            Function<String, LookupTable> tables) {
        return new AccessList(
                elements.stream().map(element -> rule(element, mynetworks, tables)).toList());
    }

    private static Rule rule(
            String element,
            Predicate<InetAddress> mynetworks,
            Function<String, LookupTable> tables) {
        return switch (element.toLowerCase(Locale.ROOT)) {
            case "permit_mynetworks" -> new Rule.Mynetworks(mynetworks);
            case "permit" -> new Rule.Always(Answer.PERMIT);
            case "reject" -> new Rule.Always(Answer.REJECT);
            case "dunno" -> new Rule.Always(Answer.DUNNO);
            default -> {
                if (element.indexOf(':') <= 0) {
                    throw new ConfigException(
                            "\"%s\": expected permit_mynetworks, permit, reject or type:table"
                                    .formatted(element));
                }
                yield new Rule.Table(tables.apply(element));
            }
        };
    }

    /// Whether it may turn somebody away.
    boolean turnsAway() {
        return rules.stream()
                .anyMatch(
                        rule ->
                                rule instanceof Rule.Table
                                        || rule.equals(new Rule.Always(Answer.REJECT)));
    }

    Answer find(InetAddress client, Consumer<String> warnings) {
        return rules.stream()
                .map(rule -> ask(rule, client, warnings))
                .filter(answer -> answer != Answer.DUNNO)
                .findFirst()
                .orElse(Answer.DUNNO);
    }

    private static Answer ask(Rule rule, InetAddress client, Consumer<String> warnings) {
        return switch (rule) {
            case Rule.Always(var answer) -> answer;
            case Rule.Mynetworks(var networks) ->
                    networks.test(client) ? Answer.PERMIT : Answer.DUNNO;
            case Rule.Table(var table) -> ask(table, client, warnings);
        };
    }

    private static Answer ask(LookupTable table, InetAddress client, Consumer<String> warnings) {
        return switch (table.find(Network.text(client))) {
            case Lookup.Found(var text) -> answer(table.spec(), text, warnings);
            case Lookup.NotFound() -> Answer.DUNNO;
            case Lookup.Failed(var reason) -> {
                warnings.accept(reason);
                yield Answer.DUNNO;
            }
        };
    }

    private static Answer answer(String spec, String text, Consumer<String> warnings) {
        fault(text).ifPresent(fault -> warnings.accept(spec + " says " + fault));
        return answer(text).orElse(Answer.DUNNO);
    }

    private static Optional<Answer> answer(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "permit" -> Optional.of(Answer.PERMIT);
            case "reject" -> Optional.of(Answer.REJECT);
            case "dunno" -> Optional.of(Answer.DUNNO);
            default -> Optional.empty();
        };
    }

    /// What is wrong with what a table of the list says; nothing where it can be done.
    public static Optional<String> fault(String text) {
        return answer(text).isPresent()
                ? Optional.empty()
                : Optional.of("\"%s\": expected permit, reject or dunno".formatted(text));
    }
}
