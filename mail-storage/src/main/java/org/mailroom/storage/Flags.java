// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The flags of one message: system flags as bits, keywords by name. Immutable. `\Recent` is not
/// one of them: it belongs to a session.
public record Flags(int system, Set<String> keywords) {
    public static final int SEEN = 1;
    public static final int ANSWERED = 2;
    public static final int FLAGGED = 4;
    public static final int DELETED = 8;
    public static final int DRAFT = 16;
    public static final Flags NONE = new Flags(0, Set.of());

    // RFC 3501 §9, flag-keyword: an atom
    private static final Pattern KEYWORD = Pattern.compile("[!#$&'+-Z^-z|}~\\[]{1,100}");

    public Flags {
        keywords = Set.copyOf(keywords);
    }

    /// Whether clients can be told of such a keyword. What others have written in files may be
    /// anything.
    public static boolean isKeyword(String text) {
        return KEYWORD.matcher(text).matches();
    }

    public boolean has(int flag) {
        return (system & flag) != 0;
    }

    /// The same with keywords written as in `names`, where those have them in any case.
    public Flags spelledAs(Collection<String> names) {
        return keywords.isEmpty()
                ? this
                : new Flags(
                        system,
                        keywords.stream().map(k -> spelled(k, names)).collect(Collectors.toSet()));
    }

    private static String spelled(String keyword, Collection<String> names) {
        return names.stream().filter(keyword::equalsIgnoreCase).findFirst().orElse(keyword);
    }

    public Flags plus(Flags other) {
        if (other.keywords.isEmpty()) {
            return withSystem(system | other.system);
        }
        var all = new TreeSet<>(keywords);
        all.addAll(other.keywords);
        return new Flags(system | other.system, all);
    }

    public Flags minus(Flags other) {
        if (other.keywords.isEmpty()) {
            return withSystem(system & ~other.system);
        }
        var rest = new TreeSet<>(keywords);
        rest.removeAll(other.keywords);
        return new Flags(system & ~other.system, rest);
    }

    private Flags withSystem(int flags) {
        return flags == system ? this : new Flags(flags, keywords);
    }
}
