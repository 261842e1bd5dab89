// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.address.Address;
import org.mailroom.core.route.AddressClass;
import org.mailroom.core.route.Router;
import org.mailroom.smtp.access.AccessPolicy;
import org.mailroom.smtp.access.SenderRights.Ownership;
import org.mailroom.smtp.server.SmtpSettings.Option;
import org.mailroom.smtp.server.SmtpSettings.Purpose;
import org.mailroom.smtp.server.SmtpSettings.TlsLevel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The `given name = value` lines of a transcript as settings; what is not given is as in the
/// server that the transcripts are for: `mail.example.org`, local for `example.org`.
record Given(Map<String, String> parameters) {
    private static final Pattern LINE = Pattern.compile("given (\\w+) = ?(.*)");

    private static final Set<Option> DEFAULT_YES =
            EnumSet.of(
                    Option.SMTPD_FORBID_UNAUTH_PIPELINING,
                    Option.SMTPD_PEERNAME_LOOKUP,
                    Option.SMTPD_TLS_LOGLEVEL);

    static Given nothing() {
        return new Given(Map.of());
    }

    static Given in(Path transcript) throws IOException {
        Map<String, String> parameters = new HashMap<>();
        for (String line : Files.readAllLines(transcript)) {
            var given = LINE.matcher(line);
            if (given.matches()) {
                parameters.put(given.group(1), given.group(2).strip());
            }
        }
        return new Given(parameters);
    }

    String text(String name, String otherwise) {
        return parameters.getOrDefault(name, otherwise);
    }

    Set<String> words(String name, String otherwise) {
        return Set.copyOf(
                List.of(text(name, otherwise).split("[ ,]+")).stream()
                        .filter(word -> !word.isEmpty())
                        .toList());
    }

    SmtpSettings settings(Purpose purpose) {
        return new SmtpSettings(
                purpose == Purpose.SUBMISSION ? "submission/smtpd" : "smtpd",
                "mail.example.org",
                "mail.example.org ESMTP Mailroom",
                purpose,
                TlsLevel.valueOf(text("smtpd_tls_security_level", "may").toUpperCase(Locale.ROOT)),
                limits(),
                words("smtpd_discard_ehlo_keywords", ""),
                words("smtpd_forbidden_commands", "CONNECT GET POST"),
                options(purpose));
    }

    AccessPolicy access(Router router) {
        Set<String> networks = words("mynetworks", "127.0.0.1");
        return new AccessPolicy(
                router,
                address -> networks.contains(address.getHostAddress()),
                (sender, login) -> ownership(router, sender, login));
    }

    private static Ownership ownership(Router router, Address sender, Optional<String> login) {
        boolean local = router.classify(sender) == AddressClass.LOCAL;
        return local && login.equals(Optional.of(sender.localPart()))
                ? Ownership.OWN
                : Ownership.FOREIGN;
    }

    private SmtpLimits limits() {
        SmtpLimits usual = SmtpLimits.DEFAULT;
        return new SmtpLimits(
                number("line_length_limit", usual.lineOctets()),
                number("smtpd_recipient_limit", usual.recipients()),
                number("smtpd_recipient_overshoot_limit", usual.recipientOvershoot()),
                number("message_size_limit", (int) usual.messageOctets()),
                number("smtpd_soft_error_limit", usual.softErrors()),
                number("smtpd_hard_error_limit", usual.hardErrors()),
                Duration.ofSeconds(number("smtpd_error_sleep_time", 0)),
                number("smtpd_junk_command_limit", usual.junkCommands()),
                Duration.ofSeconds(number("smtpd_timeout", 30)),
                number("smtpd_min_data_rate", usual.minDataRate()));
    }

    private int number(String name, int otherwise) {
        return Integer.parseInt(text(name, "" + otherwise));
    }

    private Set<Option> options(Purpose purpose) {
        Set<Option> options = EnumSet.copyOf(DEFAULT_YES);
        if (purpose == Purpose.SUBMISSION) {
            options.add(Option.SMTPD_SASL_AUTH_ENABLE);
            options.add(Option.OWN_SENDER_ONLY);
        }
        for (Option option : Option.values()) {
            switch (text(option.name().toLowerCase(Locale.ROOT), "")) {
                case "yes" -> options.add(option);
                case "no" -> options.remove(option);
                default -> {}
            }
        }
        return options;
    }
}
