// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.address.AddressText;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What an access table or a policy service can ask for by a word (access(5)); else it says a code
/// of a reply, a number, or restrictions.
enum Action {
    OK,
    DUNNO,
    REJECT,
    DEFER,
    DEFER_IF_PERMIT,
    DEFER_IF_REJECT,
    WARN,
    INFO,
    DISCARD,
    HOLD,
    FILTER(Argument.TRANSPORT),
    REDIRECT(Argument.ADDRESS),
    BCC(Argument.ADDRESS),
    PREPEND(Argument.FIELD);

    private static final Pattern REPLY = Pattern.compile("[45]\\d\\d(?:\\s.*)?");
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private static final Map<String, Action> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Enum::name, it -> it));

    private final Argument argument;

    Action() {
        this(Argument.TEXT);
    }

    Action(Argument argument) {
        this.argument = argument;
    }

    /// What stands behind an action.
    private enum Argument {
        TEXT("text"),
        TRANSPORT("transport:destination"),
        ADDRESS("user@domain"),
        FIELD("a header field");

        private static final Pattern HEADER_FIELD = Pattern.compile("[!-9;-~]+[ \t]*:.*");

        private final String expected;

        Argument(String expected) {
            this.expected = expected;
        }

        boolean is(String text) {
            return switch (this) {
                case TEXT -> true;
                case TRANSPORT -> text.indexOf(':') > 0;
                case ADDRESS -> text.indexOf('@') >= 0 && AddressText.parse(text, "").isPresent();
                case FIELD -> HEADER_FIELD.matcher(text).matches();
            };
        }
    }

    /// The first word of a text, and the rest.
    record Split(String head, String tail) {
        static Split of(String text) {
            String[] parts = text.strip().split("\\s+", 2);
            return new Split(parts[0], parts.length > 1 ? parts[1] : "");
        }
    }

    static Optional<Action> named(String word) {
        String name = word.toUpperCase(Locale.ROOT);
        // As tables of Sendmail have it, and Postfix takes it
        return Optional.ofNullable(name.equals("RELAY") ? OK : BY_NAME.get(name));
    }

    /// Whether the text is a reply, by its code.
    static boolean isReply(String text) {
        return REPLY.matcher(text.strip()).matches();
    }

    /// Whether it is a time stamp of another program, which is a permit by custom.
    static boolean isNumber(String word) {
        return NUMBER.matcher(word).matches();
    }

    /// What is wrong with what stands behind it; nothing where it can be done.
    Optional<String> fault(String text) {
        return argument.is(text)
                ? Optional.empty()
                : Optional.of(
                        "\"%s %s\" is not understood: expected %s"
                                .formatted(this, text, argument.expected));
    }
}
