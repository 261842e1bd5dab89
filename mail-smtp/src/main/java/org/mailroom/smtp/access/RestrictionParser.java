// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.ListText;
import org.mailroom.core.config.NearestName;
import org.mailroom.core.table.LookupTable;
import org.mailroom.smtp.access.Action.Split;
import org.mailroom.smtp.access.Restriction.AllowList;
import org.mailroom.smtp.access.Restriction.BlockList;
import org.mailroom.smtp.access.Restriction.BlockListEntry;
import org.mailroom.smtp.access.Restriction.CheckPolicy;
import org.mailroom.smtp.access.Restriction.CheckServers;
import org.mailroom.smtp.access.Restriction.CheckServers.Kind;
import org.mailroom.smtp.access.Restriction.CheckTable;
import org.mailroom.smtp.access.Restriction.DnsList;
import org.mailroom.smtp.access.Restriction.Group;
import org.mailroom.smtp.access.Restriction.Sleep;
import org.mailroom.smtp.access.Restriction.Unusable;
import org.mailroom.smtp.access.Restriction.WarnIfReject;
import org.mailroom.smtp.dnslist.AnswerFilter;
import org.mailroom.smtp.identity.Hostname;
import org.mailroom.smtp.policy.PolicyServices;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/// Restriction lists as main.cf writes them, to values. What it does not understand becomes
/// `Unusable`, and a warning. Safe for use by several threads.
public final class RestrictionParser {
    private static final int MAX_DEPTH = 10;
    private static final String IN_TABLE =
            ": expected an action such as OK, DUNNO or REJECT, a reply code, or restrictions";

    private final Function<String, LookupTable> tables;
    private final Map<String, String> classes;
    private final PolicyServices services;
    private final Consumer<String> warnings;

    /// @param tables opens a lookup table by its `type:name`, or throws a ConfigException
    /// @param services opens the services of `check_policy_service`
    /// @param classes `smtpd_restriction_classes`: names, and the lists they stand for
    public RestrictionParser(
            Function<String, LookupTable> tables,
            Map<String, String> classes,
            PolicyServices services,
            Consumer<String> warnings) {
        this.tables = tables;
        this.services = services;
        this.classes = Map.copyOf(classes);
        this.warnings = warnings;
    }

    public RestrictionList parse(Stage stage, String text) {
        return new Run(stage.parameter(), stage.subject(), 0).list(text);
    }

    /// Parses what an access table says, as it is written; an action that can be done is no list.
    ///
    /// @param said where its pattern caught something, `$1` stands for that
    /// @param faults hears of what cannot be done
    public RestrictionList parse(Subject subject, String said, Consumer<String> faults) {
        var word = Split.of(said);
        Optional<Action> action = Action.named(word.head());
        boolean known = word.head().startsWith("$") || Action.isNumber(said.strip());
        if (action.isPresent() || known || Action.isReply(said)) {
            action.filter(_ -> !said.contains("$"))
                    .flatMap(it -> it.fault(word.tail()))
                    .ifPresent(faults);
            return RestrictionList.EMPTY;
        }
        String first = words(said).stream().findFirst().orElse("");
        String name = first.toLowerCase(Locale.ROOT);
        if (!isRestriction(name, first)) {
            String problem = unknown(name, first);
            faults.accept(problem.endsWith("?") ? problem : problem + IN_TABLE);
        }
        boolean readable = isRestriction(name, first) && !said.contains("$");
        var telling = new RestrictionParser(tables, classes, services, faults);
        return readable ? telling.new Run("", subject, 1).list(said) : RestrictionList.EMPTY;
    }

    /// Parses what an access table answers in place of an action. `found` says where it was found.
    RestrictionList parse(String found, Subject subject, String text) {
        return new Run(found, subject, 1).list(text);
    }

    /// One list; `depth` counts the classes that it is in.
    private final class Run {
        private final String source;
        private final Subject subject;
        private final int depth;

        Run(String source, Subject subject, int depth) {
            this.source = source;
            this.subject = subject;
            this.depth = depth;
        }

        RestrictionList list(String text) {
            Deque<String> words = new ArrayDeque<>(words(text));
            List<Restriction> list = new ArrayList<>();
            while (!words.isEmpty()) {
                list.add(next(words));
            }
            return new RestrictionList(list);
        }

        private Restriction next(Deque<String> words) {
            String said = words.remove();
            // As Postfix: only the classes of the administrator are told from each other by case
            String name = said.toLowerCase(Locale.ROOT);
            if (name.equals(RestrictionNames.WARN)) {
                return words.isEmpty()
                        ? unusable(name + " needs a restriction behind it")
                        : new WarnIfReject(next(words));
            }
            String classList = classes.get(said);
            if (classList != null) {
                return group(said, classList);
            }
            if (isTable(said)) {
                return table(subject, said);
            }
            Optional<Word> word = Word.named(name);
            return word.isPresent() ? word.get() : withArgument(name, said, words);
        }

        private Restriction group(String name, String text) {
            return depth == MAX_DEPTH
                    ? unusable("the restriction class " + name + " contains itself")
                    : new Group(new Run(source, subject, depth + 1).list(text));
        }

        private Restriction withArgument(String name, String said, Deque<String> words) {
            if (!RestrictionNames.takesArgument(name)) {
                return unusable(unknown(name, said));
            }
            if (words.isEmpty()) {
                return unusable(said + " needs an argument");
            }
            return withArgument(name, words.remove());
        }

        private Restriction withArgument(String name, String argument) {
            Subject checked = RestrictionNames.TABLE_CHECKS.get(name);
            if (checked != null) {
                return table(checked, argument);
            }
            Subject listed = RestrictionNames.NAME_LISTS.get(name);
            if (listed != null) {
                return dnsList(BlockListEntry.NAME, listed, argument, BlockList::new);
            }
            BlockListEntry allowed = RestrictionNames.ALLOW_LISTS.get(name);
            if (allowed != null) {
                return dnsList(allowed, Subject.CLIENT, argument, AllowList::new);
            }
            if (RestrictionNames.SERVER_CHECKS.contains(name)) {
                return serverCheck(name, argument);
            }
            return switch (name) {
                case RestrictionNames.ADDRESS_LIST ->
                        dnsList(BlockListEntry.ADDRESS, Subject.CLIENT, argument, BlockList::new);
                case RestrictionNames.POLICY -> policy(argument);
                case RestrictionNames.SLEEP -> sleep(argument);
                default -> unusable(name + " is not supported");
            };
        }

        private Restriction table(Subject checked, String spec) {
            if (!isTable(spec)) {
                return unusable("\"" + spec + "\" is no lookup table: expected type:name");
            }
            try {
                return new CheckTable(checked, tables.apply(spec));
            } catch (ConfigException e) {
                return unusable(e.getMessage());
            }
        }

        private Restriction serverCheck(String name, String spec) {
            String base = name.substring(0, name.lastIndexOf('_', name.lastIndexOf('_') - 1));
            String kind = name.substring(base.length() + 1, name.lastIndexOf('_'));
            Subject checked =
                    Objects.requireNonNull(RestrictionNames.TABLE_CHECKS.get(base + "_access"));
            Restriction opened = table(checked, spec);
            return opened instanceof CheckTable(var subject, var table)
                    ? new CheckServers(subject, Kind.valueOf(kind.toUpperCase(Locale.ROOT)), table)
                    : opened;
        }

        private Restriction dnsList(
                BlockListEntry of,
                Subject listed,
                String argument,
                Function<DnsList, Restriction> use) {
            int equals = argument.indexOf('=');
            String zone = equals < 0 ? argument : argument.substring(0, equals);
            Optional<AnswerFilter> filter =
                    equals < 0
                            ? Optional.of(AnswerFilter.ANY)
                            : AnswerFilter.parse(argument.substring(equals + 1));
            return filter.isPresent() && Hostname.isValid(zone)
                    ? use.apply(new DnsList(of, listed, zone, filter.get()))
                    : unusable(
                            "\""
                                    + argument
                                    + "\" is no DNS list: expected a domain, or domain=127.0.0.2");
        }

        private Restriction policy(String argument) {
            try {
                return new CheckPolicy(services.open(argument));
            } catch (ConfigException e) {
                return unusable(RestrictionNames.POLICY + ": " + e.getMessage());
            }
        }

        private Restriction sleep(String argument) {
            try {
                return new Sleep(Duration.ofSeconds(Integer.parseUnsignedInt(argument)));
            } catch (NumberFormatException e) {
                return unusable(
                        "\"" + argument + "\" is no time to sleep: expected a number of seconds");
            }
        }

        private Unusable unusable(String problem) {
            String full = source.isEmpty() ? problem : source + ": " + problem;
            warnings.accept(full);
            return new Unusable(full);
        }
    }

    private String unknown(String name, String said) {
        String problem = "unknown smtpd restriction: \"" + said + "\"";
        return NearestName.of(name, known())
                .map(meant -> problem + ", did you mean \"" + meant + "\"?")
                .orElse(problem);
    }

    private boolean isRestriction(String name, String said) {
        return Word.named(name).isPresent()
                || RestrictionNames.takesArgument(name)
                || name.equals(RestrictionNames.WARN)
                || classes.containsKey(said)
                || isTable(said);
    }

    private static List<String> words(String text) {
        return ListText.split(text).stream().map(ListText::unbraced).toList();
    }

    private static boolean isTable(String word) {
        return word.indexOf(':') > 0;
    }

    private Collection<String> known() {
        return Stream.concat(RestrictionNames.all(), classes.keySet().stream()).toList();
    }
}
