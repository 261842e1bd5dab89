// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The reference page of all parameters, in Markdown.
final class ParameterReference {
    private static final String INTRODUCTION =
            """
            # Parameters of main.cf

            This page is made from the declarations in `org.mailroom.core.config`; change it there.

            `main.cf` has Postfix's syntax, and names that Postfix has mean what they mean there: \
            postconf(5) is right unless a difference is told here. A default is shown as it would be \
            written, so `$name` is the value of that parameter. Times take the units `s m h d w`. \
            A parameter can have another value for one service: `submission/smtpd_timeout = 30s`, \
            which is short for `submission/inet/smtpd_timeout`; clients are `smtp/unix` and their \
            kind. `mailroom reload` is enough for a change, except where a parameter is read at start.
            """;

    private static final String WITHOUT_EFFECT =
            """
            ## Parameters of Postfix without an effect

            A `main.cf` that sets one of these is accepted, with a warning that says why. For those \
            that are still to come the warning is left out where the value is Postfix's default.
            """;

    private final List<String> lines = new ArrayList<>();

    private ParameterReference() {}

    static String markdown() {
        return new ParameterReference().write();
    }

    private String write() {
        lines.add(INTRODUCTION);
        for (Chapter chapter : Parameters.CHAPTERS) {
            lines.add("## " + chapter.title() + "\n");
            chapter.parameters().forEach(this::parameter);
        }
        lines.add(WITHOUT_EFFECT);
        group("Not needed", PostfixNames.Group.NOT_NEEDED);
        group("Still to come", PostfixNames.Group.NOT_YET);
        return String.join("\n", lines).strip() + "\n";
    }

    private void parameter(Parameter<?> parameter) {
        String own =
                switch (parameter.origin()) {
                    case POSTFIX -> "";
                    case MAILROOM -> ", Mailroom only";
                };
        String change =
                switch (parameter.change()) {
                    case RELOAD -> "";
                    case START -> ", read at start";
                };
        lines.add("### `" + parameter.name() + "`\n");
        lines.add(
                "Default: %s (%s%s%s)\n"
                        .formatted(fallback(parameter), parameter.type().label(), own, change));
        lines.add(parameter.doc() + "\n");
        if (!parameter.difference().isEmpty()) {
            lines.add("Unlike Postfix: " + parameter.difference() + "\n");
        }
    }

    private static String fallback(Parameter<?> parameter) {
        if (Scope.isComputed(parameter.name())) {
            return "computed";
        }
        return parameter.fallback().isEmpty() ? "empty" : "`" + parameter.fallback() + "`";
    }

    private void group(String title, PostfixNames.Group group) {
        lines.add("### " + title + "\n");
        Map<String, List<String>> byReason =
                PostfixNames.all().entrySet().stream()
                        .filter(entry -> entry.getValue().group() == group)
                        .collect(
                                Collectors.groupingBy(
                                        entry -> entry.getValue().why(),
                                        TreeMap::new,
                                        Collectors.mapping(
                                                Map.Entry::getKey, Collectors.toList())));
        byReason.forEach(
                (why, names) ->
                        lines.add(
                                "- "
                                        + why
                                        + ": "
                                        + names.stream()
                                                .sorted()
                                                .map(name -> "`" + name + "`")
                                                .collect(Collectors.joining(" "))));
        lines.add("");
    }
}
