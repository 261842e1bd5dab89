// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import java.util.Locale;
import java.util.Set;

/// The characters of `recipient_delimiter`, which separate a user from an extension.
///
/// @param lists what becomes of `owner-list` and `list-request` where `-` separates
///   (`owner_request_special`)
public record Delimiters(String characters, ListNames lists) {
    // As Postfix's split_addr: these have no extensions, whatever they contain
    private static final Set<String> WHOLE = Set.of("postmaster", "mailer-daemon", "double-bounce");

    /// Whether the names of the addresses around a list are parted.
    public enum ListNames {
        WHOLE,
        SPLIT
    }

    /// None: an address is whole.
    public static final Delimiters NONE = new Delimiters("", ListNames.WHOLE);

    /// A local part in two.
    ///
    /// @param extension with its delimiter; empty where there is none
    public record Split(String user, String extension) {

        /// The character that parts them; empty where there is no extension.
        public String delimiter() {
            return extension.isEmpty() ? "" : extension.substring(0, 1);
        }

        /// The extension without its delimiter.
        public String bareExtension() {
            return extension.isEmpty() ? "" : extension.substring(1);
        }

        /// What a word of local(8) stands for: `user`, `extension` or `recipient_delimiter`; empty
        /// for any other.
        public String word(String name) {
            return switch (name) {
                case "user" -> user;
                case "extension" -> bareExtension();
                case "recipient_delimiter" -> delimiter();
                default -> "";
            };
        }
    }

    /// A value as far as its characters are among the harmless ones; others become `_` (local(8)).
    public static String harmless(String value, String harmless) {
        var safe = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            safe.append(harmless.indexOf(c) >= 0 ? c : '_');
        }
        return safe.toString();
    }

    public Split split(String localPart) {
        int length = isWhole(localPart) ? 0 : localPart.length();
        for (int at = 1; at < length; at++) {
            if (characters.indexOf(localPart.charAt(at)) >= 0) {
                return new Split(localPart.substring(0, at), localPart.substring(at));
            }
        }
        return new Split(localPart, "");
    }

    private boolean isWhole(String localPart) {
        String name = localPart.toLowerCase(Locale.ROOT);
        return WHOLE.contains(name)
                || (lists == ListNames.WHOLE
                        && characters.indexOf('-') >= 0
                        && (name.startsWith("owner-") || name.endsWith("-request")));
    }
}
