// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A command line in the way of getopt(3): options of one letter, several behind one `-`, a value
/// in the same word or the next one; `--` ends them.
///
/// @param given in their order; the value is empty where an option has none
/// @param operands what follows
record Options(List<Given> given, List<String> operands) {

    /// One option.
    record Given(char letter, String value) {}

    /// @param letters those that there are; one with a value is followed by `:`
    /// @throws FatalException with `usage` for any other
    static Options parse(List<String> arguments, String letters, String usage) {
        var given = new ArrayList<Given>();
        int at = 0;
        while (at < arguments.size() && isOption(arguments.get(at))) {
            String word = arguments.get(at++);
            if (word.equals("--")) {
                break;
            }
            for (int i = 1; i < word.length(); i++) {
                char letter = word.charAt(i);
                int place = letter == ':' ? -1 : letters.indexOf(letter);
                if (place < 0) {
                    throw new FatalException(ExitCode.USAGE, usage);
                }
                if (!letters.startsWith(":", place + 1)) {
                    given.add(new Given(letter, ""));
                    continue;
                }
                if (i + 1 == word.length() && at == arguments.size()) {
                    throw new FatalException(ExitCode.USAGE, usage);
                }
                given.add(
                        new Given(
                                letter,
                                i + 1 < word.length()
                                        ? word.substring(i + 1)
                                        : arguments.get(at++)));
                break;
            }
        }
        return new Options(List.copyOf(given), arguments.subList(at, arguments.size()));
    }

    private static boolean isOption(String word) {
        return word.length() > 1 && word.charAt(0) == '-';
    }

    boolean has(char letter) {
        return given.stream().anyMatch(it -> it.letter() == letter);
    }

    /// The last value of an option.
    Optional<String> value(char letter) {
        return given.stream()
                .filter(it -> it.letter() == letter)
                .map(Given::value)
                .reduce((_, last) -> last);
    }

    List<String> values(char letter) {
        return given.stream().filter(it -> it.letter() == letter).map(Given::value).toList();
    }
}
