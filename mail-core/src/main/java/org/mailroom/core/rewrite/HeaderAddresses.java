// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.rewrite;

import org.mailroom.core.address.Address;
import org.mailroom.core.message.AddressList;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The addresses in a header field such as To (RFC 5322 §3.4, with the old forms of §4.4), changed
/// where they stand: names, comments, white space and line ends around them stay. Linear in the
/// length of the field. Used once, by one thread.
public final class HeaderAddresses {
    private static final int NOWHERE = -1;

    private final String text;
    private final UnaryOperator<Address> change;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int copied;

    /// Of the entry that is read: where words without angle brackets begin and end.
    private int first = NOWHERE;

    private int last = NOWHERE;
    private boolean hasAngle;

    private HeaderAddresses(String text, UnaryOperator<Address> change) {
        this.text = text;
        this.change = change;
    }

    /// The value of a field with its line ends, one character per octet, and that with other
    /// addresses.
    public static String rewrite(String value, UnaryOperator<Address> change) {
        return new HeaderAddresses(value, change).run();
    }

    private String run() {
        while (at < text.length()) {
            switch (text.charAt(at)) {
                case '(' -> passComment();
                case '"' -> word(closing('"'));
                case '[' -> word(closing(']'));
                case '\\' -> word(Math.min(at + 2, text.length()));
                case '<' -> angle();
                case ',', ';' -> {
                    endEntry();
                    at++;
                }
                // What stands before it is the name of a group
                case ':' -> {
                    beginEntry();
                    at++;
                }
                case ' ', '\t', '\r', '\n' -> at++;
                default -> word(at + 1);
            }
        }
        endEntry();
        return out.append(text, copied, text.length()).toString();
    }

    private void word(int end) {
        first = first == NOWHERE ? at : first;
        last = end;
        at = end;
    }

    private void beginEntry() {
        first = NOWHERE;
        hasAngle = false;
    }

    private void endEntry() {
        if (first != NOWHERE && !hasAngle) {
            replace(first, last, text.substring(first, last));
        }
        beginEntry();
    }

    private void angle() {
        int start = at + 1;
        while (at < text.length() && text.charAt(at) != '>') {
            at = text.charAt(at) == '"' ? closing('"') : at + 1;
        }
        if (at < text.length() && !hasAngle) {
            replace(start, at, "<" + text.substring(start, at) + ">");
        }
        hasAngle = true;
        at = Math.min(at + 1, text.length());
    }

    // The place behind the character that ends what begins here
    private int closing(char end) {
        int place = at + 1;
        while (place < text.length() && text.charAt(place) != end) {
            place += text.charAt(place) == '\\' ? 2 : 1;
        }
        return Math.min(place + 1, text.length());
    }

    private void passComment() {
        int depth = 0;
        do {
            switch (text.charAt(at)) {
                case '\\' -> at++;
                case '(' -> depth++;
                case ')' -> depth--;
                default -> {}
            }
            at++;
        } while (at < text.length() && depth > 0);
        at = Math.min(at, text.length());
    }

    private void replace(int from, int to, String entry) {
        Optional<Address> old = address(entry);
        if (old.isEmpty()) {
            return;
        }
        Address changed = change.apply(old.get());
        if (!changed.equals(old.get())) {
            byte[] octets = changed.toString().getBytes(StandardCharsets.UTF_8);
            out.append(text, copied, from).append(new String(octets, StandardCharsets.ISO_8859_1));
            copied = to;
        }
    }

    private static Optional<Address> address(String entry) {
        byte[] octets = entry.getBytes(StandardCharsets.ISO_8859_1);
        String line = new String(octets, StandardCharsets.UTF_8).replaceAll("[\r\n\t]", " ");
        List<AddressList.Entry> entries = AddressList.parse(line).entries();
        return entries.size() == 1
                        && entries.getFirst() instanceof AddressList.Entry.Mailbox box
                        && isAddress(box)
                ? Optional.of(new Address(box.localPart(), box.domain()))
                : Optional.empty();
    }

    private static boolean isAddress(AddressList.Entry.Mailbox box) {
        return !box.localPart().isEmpty()
                && (box.localPart() + box.domain()).chars().noneMatch(c -> c < ' ' || c == 127);
    }
}
