// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.pipe;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.Expansion;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// A program and its arguments with `${macros}` (pipe(8)). What a macro becomes is part of one
/// argument, whatever characters it has: no shell looks at it.
public record PipeArguments(List<Argument> arguments) {
    private static final Set<String> OF_RECIPIENT =
            Set.of("recipient", "original_recipient", "user", "extension", "mailbox", "domain");
    private static final Set<String> OF_MESSAGE =
            Set.of(
                    "sender",
                    "nexthop",
                    "size",
                    "queue_id",
                    "envid",
                    "client_address",
                    "client_helo",
                    "client_hostname",
                    "client_port",
                    "client_protocol",
                    "sasl_method",
                    "sasl_sender",
                    "sasl_username");

    /// One argument as it is written, and what it depends on.
    record Argument(String template, Set<String> names) {
        Argument {
            names = Set.copyOf(names);
        }

        boolean isForEachRecipient() {
            return names.stream().anyMatch(OF_RECIPIENT::contains);
        }
    }

    /// The text of a macro, for a recipient or for the message, would become an option of the
    /// program.
    static final class OptionException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    public PipeArguments {
        arguments = List.copyOf(arguments);
    }

    /// @throws ConfigException when there is no program, or a macro is none
    static PipeArguments of(List<String> written) {
        if (written.getFirst().isEmpty() || written.getFirst().startsWith("$")) {
            throw new ConfigException("argv=" + written.getFirst() + ": expected a program");
        }
        return new PipeArguments(written.stream().map(PipeArguments::argument).toList());
    }

    private static Argument argument(String template) {
        var names = new HashSet<String>();
        Expansion.of(
                template,
                name -> {
                    names.add(name);
                    return "";
                });
        for (String name : names) {
            if (!OF_RECIPIENT.contains(name) && !OF_MESSAGE.contains(name)) {
                throw new ConfigException("there is no macro $" + name);
            }
        }
        return new Argument(template, names);
    }

    /// The program, which no macro is part of.
    public String program() {
        return arguments.getFirst().template();
    }

    /// The words, where an argument that depends on the recipient is there once for each.
    ///
    /// @param values of the macros, for each recipient
    List<String> words(List<Function<String, String>> values) throws OptionException {
        var words = new ArrayList<String>();
        for (Argument argument : arguments) {
            int times = argument.isForEachRecipient() ? values.size() : 1;
            for (Function<String, String> of : values.subList(0, times)) {
                words.add(expanded(argument.template(), of));
            }
        }
        return words;
    }

    private static String expanded(String template, Function<String, String> values)
            throws OptionException {
        String text = Expansion.of(template, values);
        if (text.startsWith("-") && !template.startsWith("-")) {
            throw new OptionException();
        }
        return text;
    }
}
