// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.address;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Addresses as tables and files write them.
public final class AddressText {
    /// RFC 5321 §4.5.3.1.3 asks for 256; SRS and VERP put addresses into addresses.
    private static final int MAX_CHARACTERS = 1000;

    // RFC 5322 §3.2.3, §3.4.1
    private static final String SPECIALS_OF_LITERALS = "[]\\<>\"";
    private static final String SPECIALS = SPECIALS_OF_LITERALS + "():;,";

    private AddressText() {}

    /// What stands between two addresses.
    public enum Separators {
        COMMAS,
        COMMAS_AND_BLANKS
    }

    /// Parts a list at separators that are not within quotes.
    public static List<String> split(String text, Separators separators) {
        var parts = new ArrayList<String>();
        var part = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quoted && i + 1 < text.length()) {
                part.append(c).append(text.charAt(++i));
            } else if (!quoted && separates(c, separators)) {
                add(part, parts);
            } else {
                quoted ^= c == '"';
                part.append(c);
            }
        }
        add(part, parts);
        return parts;
    }

    private static boolean separates(char c, Separators separators) {
        return switch (separators) {
            case COMMAS -> c == ',';
            case COMMAS_AND_BLANKS -> c == ',' || Character.isWhitespace(c);
        };
    }

    private static void add(StringBuilder part, List<String> parts) {
        String stripped = part.toString().strip();
        if (!stripped.isEmpty()) {
            parts.add(stripped);
        }
        part.setLength(0);
    }

    /// The address that a text names, with the domain `origin` where it has none; `\name` is the
    /// user of that name. Empty where it is none, or too long to be one.
    public static Optional<Address> parse(String text, String origin) {
        if (text.length() > MAX_CHARACTERS) {
            return Optional.empty();
        }
        String bare = text.startsWith("\\") ? text.substring(1) : text;
        int at = bare.lastIndexOf('@');
        String local = unquoted(at < 0 ? bare : bare.substring(0, at));
        String domain = at < 0 ? origin : bare.substring(at + 1);
        boolean bad = local.isEmpty() || domain.isEmpty() || !isDomain(domain);
        boolean control = bare.chars().anyMatch(c -> c < ' ' || c == 127);
        return bad || control ? Optional.empty() : Optional.of(new Address(local, domain));
    }

    // RFC 5321 §4.1.2: what would end a domain, or begin something else, is part of none
    private static boolean isDomain(String text) {
        boolean literal = text.startsWith("[") && text.endsWith("]");
        String inner = literal ? text.substring(1, text.length() - 1) : text;
        String specials = literal ? SPECIALS_OF_LITERALS : SPECIALS;
        return inner.chars().noneMatch(c -> specials.indexOf(c) >= 0 || Character.isWhitespace(c));
    }

    private static String unquoted(String local) {
        boolean quoted = local.length() > 1 && local.startsWith("\"") && local.endsWith("\"");
        return quoted ? local.substring(1, local.length() - 1).replaceAll("\\\\(.)", "$1") : local;
    }
}
