// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.tlspolicy;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.tls.ClientTls;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Versions of TLS as Postfix writes them: `>=TLSv1.2`, `!SSLv3`, `TLSv1.3`, and several of these.
public final class Protocols {
    /// By age. Only the last ones are to be had (RFC 8996).
    private static final List<String> ALL =
            List.of("SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");

    private Protocols() {}

    /// Those that are allowed, the best one first.
    ///
    /// @throws ConfigException when there are none, or something is no version
    public static List<String> parse(String text) {
        List<String> rules =
                Arrays.stream(text.split("[,:\\s]+", -1)).filter(r -> !r.isEmpty()).toList();
        rules.forEach(Protocols::check);
        // As in Postfix: where some are named, the others are not meant
        boolean named = rules.stream().anyMatch(rule -> Character.isLetter(rule.charAt(0)));
        List<String> allowed =
                ClientTls.PROTOCOLS.stream()
                        .filter(version -> rules.stream().allMatch(r -> permits(r, version)))
                        .filter(
                                version ->
                                        !named
                                                || rules.stream()
                                                        .anyMatch(version::equalsIgnoreCase))
                        .toList();
        if (allowed.isEmpty()) {
            throw new ConfigException("it leaves nothing: there are TLSv1.2 and TLSv1.3");
        }
        return allowed;
    }

    private static void check(String rule) {
        if (age(version(rule)).isEmpty()) {
            throw new ConfigException(
                    "\"%s\" is no version of TLS: expected one of %s, with >=, <= or ! before it"
                            .formatted(rule, String.join(", ", ALL)));
        }
    }

    private static String version(String rule) {
        return rule.replaceFirst("^(>=|<=|!)", "");
    }

    private static Optional<Integer> age(String version) {
        for (int i = 0; i < ALL.size(); i++) {
            if (ALL.get(i).toLowerCase(Locale.ROOT).equals(version.toLowerCase(Locale.ROOT))) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    private static boolean permits(String rule, String version) {
        int limit = age(version(rule)).orElseThrow();
        int age = age(version).orElseThrow();
        return switch (rule.charAt(0)) {
            case '>' -> age >= limit;
            case '<' -> age <= limit;
            case '!' -> age != limit;
            default -> true;
        };
    }
}
