// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.pipe;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.ListText;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What follows the word `pipe` in the command column of Postfix's `master.cf`: attributes, then
/// `argv=` with the program and its arguments (pipe(8)).
///
/// @param user `user` or `user:group`
/// @param size the largest message, in octets; 0 is no limit
/// @param endOfLine what ends each line of the message
/// @param nullSender what `$sender` is for a notification
public record PipeCommand(
        Set<PipeFlag> flags,
        String user,
        PipeArguments arguments,
        Optional<String> directory,
        long size,
        String endOfLine,
        String nullSender) {
    private static final String DAEMON = "pipe";
    private static final String ARGUMENTS = "argv=";

    /// Reads it.
    ///
    /// @throws ConfigException when it cannot be read
    public static PipeCommand parse(String text) {
        List<String> words = words(text);
        if (words.isEmpty() || !words.getFirst().equals(DAEMON)) {
            throw new ConfigException(
                    "expected pipe flags=... user=... argv=..., the only daemon that can be named");
        }
        var command = new Reader();
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            if (word.startsWith(ARGUMENTS)) {
                var arguments = new ArrayList<String>();
                arguments.add(unbraced(word.substring(ARGUMENTS.length())));
                words.subList(i + 1, words.size()).forEach(it -> arguments.add(unbraced(it)));
                return command.with(PipeArguments.of(arguments));
            }
            command.read(unbraced(word));
        }
        throw new ConfigException("argv= is missing: the program and its arguments, last of all");
    }

    // Only white space parts words; braces keep it
    private static List<String> words(String text) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        int depth = 0;
        for (char c : (text + " ").toCharArray()) {
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth > 0 || !Character.isWhitespace(c)) {
                word.append(c);
            } else if (!word.isEmpty()) {
                words.add(word.toString());
                word.setLength(0);
            }
        }
        if (!word.isEmpty()) {
            throw new ConfigException("'}' is missing");
        }
        return words;
    }

    private static String unbraced(String word) {
        return ListText.unbraced(word);
    }

    /// The attributes before `argv=`.
    private static final class Reader {
        private Set<PipeFlag> flags = Set.of();
        private String user = "";
        private Optional<String> directory = Optional.empty();
        private long size;
        private String endOfLine = "\n";
        private String nullSender = "MAILER-DAEMON";

        void read(String attribute) {
            int equals = attribute.indexOf('=');
            String value = attribute.substring(equals + 1).strip();
            switch (equals < 0 ? attribute : attribute.substring(0, equals).strip()) {
                case "flags" -> flags = PipeFlag.parse(value);
                case "user" -> user = value;
                case "directory" -> directory = Optional.of(value);
                case "size" -> size = number(value);
                case "eol" -> endOfLine = unescaped(value);
                case "null_sender" -> nullSender = value;
                default ->
                        throw new ConfigException(
                                attribute
                                        + ": expected flags=, user=, directory=, size=, eol=,"
                                        + " null_sender= or argv=");
            }
        }

        PipeCommand with(PipeArguments arguments) {
            if (user.isEmpty()) {
                throw new ConfigException("user= is missing: the user that the program runs as");
            }
            return new PipeCommand(flags, user, arguments, directory, size, endOfLine, nullSender);
        }

        private static long number(String text) {
            if (!text.matches("\\d{1,18}")) {
                throw new ConfigException("size=" + text + ": expected a number of octets");
            }
            return Long.parseLong(text);
        }

        private static String unescaped(String text) {
            try {
                return text.translateEscapes();
            } catch (IllegalArgumentException e) {
                throw new ConfigException("eol=" + text + ": expected text with \\r, \\n or \\t");
            }
        }
    }
}
