// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.ListText;
import org.mailroom.core.config.NearestName;
import org.mailroom.core.table.LookupTable;
import org.mailroom.smtp.access.Restriction.BlockList;
import org.mailroom.smtp.access.Restriction.BlockListEntry;
import org.mailroom.smtp.access.Restriction.CheckPolicy;
import org.mailroom.smtp.access.Restriction.CheckTable;
import org.mailroom.smtp.access.Restriction.Group;
import org.mailroom.smtp.access.Restriction.Sleep;
import org.mailroom.smtp.access.Restriction.Unusable;
import org.mailroom.smtp.access.Restriction.WarnIfReject;
import org.mailroom.smtp.policy.PolicyServices;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/// Restriction lists as main.cf writes them, to values. What it does not understand becomes
/// `Unusable`, and a warning. Safe for use by several threads.
public final class RestrictionParser {
    private static final int MAX_DEPTH = 10;

    private static final Map<String, Subject> TABLE_CHECKS =
            Map.of(
                    "check_client_access", Subject.CLIENT,
                    "check_ccert_access", Subject.CERTIFICATE,
                    "check_reverse_client_hostname_access", Subject.REVERSE_CLIENT,
                    "check_helo_access", Subject.HELO,
                    "check_sender_access", Subject.SENDER,
                    "check_recipient_access", Subject.RECIPIENT);
    private static final Map<String, Subject> NAME_LISTS =
            Map.of(
                    "reject_rhsbl_client", Subject.CLIENT,
                    "reject_rhsbl_reverse_client", Subject.REVERSE_CLIENT,
                    "reject_rhsbl_helo", Subject.HELO,
                    "reject_rhsbl_sender", Subject.SENDER,
                    "reject_rhsbl_recipient", Subject.RECIPIENT);
    private static final String ADDRESS_LIST = "reject_rbl_client";
    private static final String POLICY = "check_policy_service";

    /// Postfix has them, this server does not; with an argument, and without.
    private static final List<String> MISSING_WITH_ARGUMENT =
            List.of("check_sasl_access", "permit_dnswl_client", "permit_rhswl_client");

    private static final List<String> MISSING =
            List.of("permit_mx_backup", "reject_unverified_recipient", "reject_unverified_sender");

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
            String name = words.remove();
            if (name.equals("warn_if_reject")) {
                return words.isEmpty()
                        ? unusable(name + " needs a restriction behind it")
                        : new WarnIfReject(next(words));
            }
            String classList = classes.get(name);
            if (classList != null) {
                return group(name, classList);
            }
            if (isTable(name)) {
                return table(subject, name);
            }
            Optional<Word> word = Word.named(name);
            return word.isPresent() ? word.get() : withArgument(name, words);
        }

        private Restriction group(String name, String text) {
            return depth == MAX_DEPTH
                    ? unusable("the restriction class " + name + " contains itself")
                    : new Group(new Run(source, subject, depth + 1).list(text));
        }

        private Restriction withArgument(String name, Deque<String> words) {
            if (MISSING.contains(name)) {
                return unusable(name + " is not supported");
            }
            if (!takesArgument(name)) {
                return unusable(unknown(name));
            }
            if (words.isEmpty()) {
                return unusable(name + " needs an argument");
            }
            return withArgument(name, words.remove());
        }

        private Restriction withArgument(String name, String argument) {
            Subject checked = TABLE_CHECKS.get(name);
            if (checked != null) {
                return table(checked, argument);
            }
            Subject listed = NAME_LISTS.get(name);
            if (listed != null) {
                return blockList(BlockListEntry.NAME, listed, argument);
            }
            return switch (name) {
                case ADDRESS_LIST -> blockList(BlockListEntry.ADDRESS, Subject.CLIENT, argument);
                case POLICY -> policy(argument);
                case "sleep" -> sleep(argument);
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
                return unusable("the table " + spec + " cannot be opened: " + e.getMessage());
            }
        }

        private Restriction blockList(BlockListEntry of, Subject listed, String argument) {
            int equals = argument.indexOf('=');
            String zone = equals < 0 ? argument : argument.substring(0, equals);
            Optional<AnswerFilter> filter =
                    equals < 0
                            ? Optional.of(AnswerFilter.ANY)
                            : AnswerFilter.parse(argument.substring(equals + 1));
            return filter.isPresent() && Hostname.isValid(zone)
                    ? new BlockList(of, listed, zone, filter.get())
                    : unusable(
                            "\""
                                    + argument
                                    + "\" is no DNS list: expected a domain, or domain=127.0.0.2");
        }

        private Restriction policy(String argument) {
            try {
                return new CheckPolicy(services.open(argument));
            } catch (ConfigException e) {
                return unusable(POLICY + ": " + e.getMessage());
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

        private String unknown(String name) {
            String problem = "unknown smtpd restriction: \"" + name + "\"";
            return NearestName.of(name, known())
                    .map(meant -> problem + ", did you mean \"" + meant + "\"?")
                    .orElse(problem);
        }

        private Unusable unusable(String problem) {
            String full = source + ": " + problem;
            warnings.accept(full);
            return new Unusable(full);
        }
    }

    private static List<String> words(String text) {
        return ListText.split(text).stream().map(ListText::unbraced).toList();
    }

    private static boolean isTable(String word) {
        return word.indexOf(':') > 0;
    }

    // check_client_a_access, check_sender_mx_access and their kind take a table too
    private static boolean takesArgument(String name) {
        return TABLE_CHECKS.containsKey(name)
                || NAME_LISTS.containsKey(name)
                || MISSING_WITH_ARGUMENT.contains(name)
                || name.equals(ADDRESS_LIST)
                || name.equals(POLICY)
                || name.equals("sleep")
                || name.matches("check_\\w+_(a|mx|ns)_access");
    }

    private Collection<String> known() {
        return Stream.of(
                        Arrays.stream(Word.values()).map(Word::toString),
                        Stream.of("warn_if_reject", "sleep", ADDRESS_LIST, POLICY),
                        TABLE_CHECKS.keySet().stream(),
                        NAME_LISTS.keySet().stream(),
                        MISSING_WITH_ARGUMENT.stream(),
                        MISSING.stream(),
                        classes.keySet().stream())
                .flatMap(names -> names)
                .toList();
    }
}
