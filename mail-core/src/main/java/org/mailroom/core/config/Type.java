// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The type of a parameter: how its text is read, and the words for what is expected.
///
/// @param label for the reference page
/// @param expected completes the sentence "expected …"
/// @param reader the value; empty where the text is none
/// @param names what becomes of `$names` in the text
public record Type<T>(
        String label, String expected, Function<String, Optional<T>> reader, Names names) {

    /// When `$names` are replaced.
    public enum Names {
        WHEN_READ,
        WHEN_USED
    }

    public Type(String label, String expected, Function<String, Optional<T>> reader) {
        this(label, expected, reader, Names.WHEN_READ);
    }

    public static Type<String> text() {
        return new Type<>("text", "text", Optional::of);
    }

    /// Text whose `$names` are replaced when it is used, and not when the configuration is read.
    public static Type<String> template() {
        return new Type<>("template", "text", Optional::of, Names.WHEN_USED);
    }

    boolean isTemplate() {
        return names == Names.WHEN_USED;
    }

    /// Text that may not be empty.
    public static Type<String> word(String expected) {
        return new Type<>("text", expected, text -> Optional.of(text).filter(t -> !t.isEmpty()));
    }

    public static Type<Boolean> yesNo() {
        return new Type<>(
                "yes or no",
                "yes or no",
                text ->
                        switch (text.toLowerCase(Locale.ROOT)) {
                            case "yes" -> Optional.of(true);
                            case "no" -> Optional.of(false);
                            default -> Optional.empty();
                        });
    }

    public static Type<Integer> number(int min, int max) {
        String range = max == Integer.MAX_VALUE ? min + " up" : min + " to " + max;
        return new Type<>(
                "number",
                "a whole number from " + range,
                text ->
                        (text.startsWith("-")
                                        ? whole(text.substring(1)).map(number -> -number)
                                        : whole(text))
                                .filter(n -> n >= min && n <= max)
                                .map(Math::toIntExact));
    }

    /// A size in octets, without a unit as in Postfix.
    public static Type<Long> octets(long min) {
        return new Type<>(
                "octets",
                "a number of octets (no unit) from " + min + " up",
                text -> whole(text).filter(n -> n >= min));
    }

    /// A span of time.
    ///
    /// @param unit what a number without one counts: one of `smhdw`
    public static Type<Duration> duration(char unit, Duration min) {
        String least = min.isZero() ? "" : " of " + min.toSeconds() + "s or more";
        return new Type<>(
                "time",
                "a time" + least + " such as 30s, 5m, 2h, 1d or 1w",
                text -> time(text, unit).filter(time -> time.compareTo(min) >= 0));
    }

    public static Type<Duration> seconds() {
        return duration('s', Duration.ZERO);
    }

    public static Type<List<String>> list() {
        return new Type<>("list", "a list", text -> Optional.of(ListText.split(text)));
    }

    /// Lookup tables, `type:name`. Whether they exist is seen when they are opened.
    public static Type<List<String>> tables() {
        return new Type<>("tables", "a list of tables", text -> Optional.of(ListText.split(text)));
    }

    /// Names, `.domains`, `!` exceptions, `/files` and `type:tables`.
    public static Type<List<String>> matchList() {
        return new Type<>("match list", "a list", text -> Optional.of(ListText.split(text)));
    }

    /// Networks as in `mynetworks`.
    public static Type<List<String>> networks() {
        return new Type<>(
                "networks",
                "networks such as 10.0.0.0/8, [::1]/128 or !10.0.0.7, /files and type:tables",
                text ->
                        Optional.of(ListText.split(text))
                                .filter(all -> all.stream().noneMatch(Type::isBrokenNetwork)));
    }

    public static Type<List<Network>> addressBlocks() {
        return new Type<>(
                "networks",
                "addresses and networks such as 10.0.0.7, 10.0.0.0/8 or [::1]/128",
                text -> {
                    List<Optional<Network>> blocks =
                            ListText.split(text).stream().map(Network::parse).toList();
                    return blocks.stream().allMatch(Optional::isPresent)
                            ? Optional.of(blocks.stream().flatMap(Optional::stream).toList())
                            : Optional.empty();
                });
    }

    public static Type<Path> path() {
        return new Type<>("path", "a path", text -> pathOf(text).filter(p -> !text.isEmpty()));
    }

    /// A file that need not be named.
    public static Type<Optional<Path>> optionalPath() {
        return new Type<>(
                "path",
                "a path, or nothing",
                text ->
                        text.isEmpty()
                                ? Optional.of(Optional.empty())
                                : pathOf(text).flatMap(p -> Optional.of(Optional.of(p))));
    }

    public static Type<List<Path>> paths() {
        return new Type<>("paths", "a list of paths", text -> each(text, Type::pathOf));
    }

    public static Type<List<ListenAddress>> listeners() {
        return new Type<>(
                "listeners",
                "a list of [host:]port or unix:path",
                text -> each(text, ListenAddress::parse));
    }

    /// The constants of an enum, written in lower case with `-` for `_`.
    public static <E extends Enum<E>> Type<E> oneOf(Class<E> constants) {
        List<E> all = List.of(constants.getEnumConstants());
        String words = all.stream().map(Type::word).collect(Collectors.joining(", "));
        return new Type<>(
                "one of " + words,
                "one of " + words,
                text -> all.stream().filter(c -> word(c).equalsIgnoreCase(text)).findFirst());
    }

    /// The same, where nothing means one of them.
    public static <E extends Enum<E>> Type<E> oneOf(Class<E> constants, E whenEmpty) {
        Type<E> one = oneOf(constants);
        return new Type<>(
                one.label(),
                one.expected(),
                text -> text.isEmpty() ? Optional.of(whenEmpty) : one.reader().apply(text));
    }

    /// Several constants of an enum.
    public static <E extends Enum<E>> Type<List<E>> someOf(Class<E> constants) {
        return someOf(constants, Type::word);
    }

    /// The same, written with the `_` of their names.
    public static <E extends Enum<E>> Type<List<E>> someNamed(Class<E> constants) {
        return someOf(constants, constant -> constant.name().toLowerCase(Locale.ROOT));
    }

    static <E extends Enum<E>> Type<List<E>> someOf(
            Class<E> constants, Function<E, String> spelling) {
        List<E> all = List.of(constants.getEnumConstants());
        String words = all.stream().map(spelling).collect(Collectors.joining(", "));
        Function<String, Optional<E>> one =
                text ->
                        all.stream()
                                .filter(c -> spelling.apply(c).equalsIgnoreCase(text))
                                .findFirst();
        return new Type<>("list of " + words, "a list of " + words, text -> each(text, one));
    }

    /// A set of the constants of an enum, written in lower case as they are: `mutual_auth`.
    static <E extends Enum<E>> Type<Set<E>> options(Class<E> constants) {
        Type<List<E>> list = someNamed(constants);
        return new Type<>(
                list.label(), list.expected(), text -> list.reader().apply(text).map(Set::copyOf));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static boolean isBrokenNetwork(String element) {
        String rule = element.startsWith("!") ? element.substring(1) : element;
        return Network.isMeant(rule) && Network.parse(rule).isEmpty();
    }

    private static <T> Optional<List<T>> each(String text, Function<String, Optional<T>> reader) {
        var values = new ArrayList<T>();
        for (String element : ListText.split(text)) {
            Optional<T> value = reader.apply(element);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.add(value.get());
        }
        return Optional.of(List.copyOf(values));
    }

    private static Optional<Path> pathOf(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    private static Optional<Long> whole(String text) {
        boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits && text.length() < 19 ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    private static Optional<Duration> time(String text, char unit) {
        char last = text.isEmpty() ? ' ' : Character.toLowerCase(text.charAt(text.length() - 1));
        boolean hasUnit = "smhdw".indexOf(last) >= 0;
        String digits = hasUnit ? text.substring(0, text.length() - 1) : text;
        return whole(digits)
                .filter(n -> n <= Integer.MAX_VALUE)
                .map(n -> secondsOf(hasUnit ? last : unit).multipliedBy(n));
    }

    private static Duration secondsOf(char unit) {
        return switch (unit) {
            case 'm' -> Duration.ofMinutes(1);
            case 'h' -> Duration.ofHours(1);
            case 'd' -> Duration.ofDays(1);
            case 'w' -> Duration.ofDays(7);
            default -> Duration.ofSeconds(1);
        };
    }
}
