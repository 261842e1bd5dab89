// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.address;

import java.util.Locale;

/// A mail address: local part (unquoted) and domain (RFC 5321 §4.1.2). The domain is empty for a
/// bare `postmaster`, and may be an address literal in brackets.
public record Address(String localPart, String domain) {

    public Address {
        if (localPart.isEmpty()) {
            throw new IllegalArgumentException("empty local part");
        }
        if (hasControl(localPart) || hasControl(domain)) {
            throw new IllegalArgumentException("control character in address");
        }
    }

    /// The form in which two spellings of one address are equal for Mailroom: domain and local part
    /// folded to lower case, without quotes.
    public String key() {
        String local = localPart.toLowerCase(Locale.ROOT);
        return domain.isEmpty() ? local : local + "@" + domain.toLowerCase(Locale.ROOT);
    }

    /// Whether it can do without SMTPUTF8 (RFC 6531 §3.2).
    public boolean isAscii() {
        return (localPart + domain).chars().allMatch(c -> c < 128);
    }

    /// The address with an extension, delimiter and all, behind the user.
    public Address extended(String extension) {
        return extension.isEmpty() ? this : new Address(localPart + extension, domain);
    }

    /// The address in its external form, the local part quoted where RFC 5321 asks for it.
    @Override
    public String toString() {
        String local = isDotString(localPart) ? localPart : quote(localPart);
        return domain.isEmpty() ? local : local + "@" + domain;
    }

    private static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static boolean isDotString(String text) {
        return !text.startsWith(".")
                && !text.endsWith(".")
                && !text.contains("..")
                && text.chars().allMatch(c -> c == '.' || isAtomChar(c));
    }

    // RFC 5322 §3.2.3 atext, and RFC 6531 §3.3: any non-ASCII character
    private static boolean isAtomChar(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c > 127
                || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0;
    }

    private static boolean hasControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == 127) {
                return true;
            }
        }
        return false;
    }
}
