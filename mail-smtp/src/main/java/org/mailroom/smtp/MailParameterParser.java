// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp;

import org.mailroom.core.queue.Envelope;

import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/// Reads the parameters of MAIL one by one (RFC 5321 §4.1.2, esmtp-param). Used once.
final class MailParameterParser {
    // RFC 1870 §4: up to 20 digits; what does not fit a long is larger than any limit
    private static final int MAX_SIZE_DIGITS = 20;
    private static final int DIGITS_OF_A_LONG = 18;

    private OptionalLong size = OptionalLong.empty();
    private Envelope.Body body = Envelope.Body.SEVEN_BIT;
    private Envelope.Encoding encoding = Envelope.Encoding.ASCII;
    private Optional<String> submitter = Optional.empty();
    private Optional<String> envid = Optional.empty();
    private Envelope.Returning returning = Envelope.Returning.UNSAID;
    private Envelope.TlsDemand tls = Envelope.TlsDemand.UNSAID;
    private FutureRelease release = new FutureRelease.Now();
    private Optional<DeliverBy> by = Optional.empty();
    private OptionalInt priority = OptionalInt.empty();
    private final Set<String> seen = new HashSet<>();

    /// Takes the next parameter; the refusal where it cannot be taken.
    Optional<Reply> take(String text) {
        EsmtpParameter parameter = EsmtpParameter.of(text);
        String value = parameter.value();
        if (!seen.add(parameter.name())) {
            return Optional.of(Reply.duplicateOption(parameter.keyword()));
        }
        return switch (parameter.name()) {
            case "SIZE" -> size(value);
            case "BODY" -> body(value);
            case "SMTPUTF8" ->
                    parameter.hasValue()
                            ? Optional.of(Reply.badOption(parameter.keyword()))
                            : smtputf8();
            case "REQUIRETLS" ->
                    parameter.hasValue()
                            ? Optional.of(Reply.badOption(parameter.keyword()))
                            : requireTls();
            case "AUTH" -> submitter(value);
            case "RET" -> returning(value);
            case "ENVID" -> envid(value);
            case "HOLDFOR", "HOLDUNTIL" -> release(parameter);
            case "BY" -> by(value);
            case "MT-PRIORITY" -> priority(value);
            default -> Optional.of(Reply.unsupportedOption(text));
        };
    }

    MailParameters parameters() {
        return new MailParameters(
                size, body, encoding, submitter, envid, returning, tls, release, by, priority);
    }

    private Optional<Reply> size(String value) {
        if (value.isEmpty() || value.length() > MAX_SIZE_DIGITS || !isDigits(value)) {
            return Optional.of(Reply.BAD_SIZE);
        }
        size =
                OptionalLong.of(
                        value.length() > DIGITS_OF_A_LONG ? Long.MAX_VALUE : Long.parseLong(value));
        return Optional.empty();
    }

    // RFC 6152 §2
    private Optional<Reply> body(String value) {
        if (value.equalsIgnoreCase("8BITMIME")) {
            body = Envelope.Body.EIGHT_BIT_MIME;
        } else if (!value.equalsIgnoreCase("7BIT")) {
            return Optional.of(Reply.BAD_BODY_TYPE);
        }
        return Optional.empty();
    }

    private Optional<Reply> smtputf8() {
        encoding = Envelope.Encoding.SMTPUTF8;
        return Optional.empty();
    }

    // RFC 8689 §2
    private Optional<Reply> requireTls() {
        tls = Envelope.TlsDemand.REQUIRED;
        return Optional.empty();
    }

    // RFC 4865 §4: one of the two
    private Optional<Reply> release(EsmtpParameter parameter) {
        if (!(release instanceof FutureRelease.Now)) {
            return Optional.of(Reply.duplicateOption(parameter.keyword()));
        }
        Optional<FutureRelease> asked =
                parameter.name().equals("HOLDFOR")
                        ? FutureRelease.after(parameter.value())
                        : FutureRelease.at(parameter.value());
        asked.ifPresent(it -> release = it);
        return asked.isPresent()
                ? Optional.empty()
                : Optional.of(Reply.badOption(parameter.keyword()));
    }

    private Optional<Reply> by(String value) {
        by = DeliverBy.parse(value);
        return by.isPresent() ? Optional.empty() : Optional.of(Reply.badOption("BY"));
    }

    // RFC 6710 §4: from -9 to 9
    private Optional<Reply> priority(String value) {
        if (!value.matches("0|-?[1-9]")) {
            return Optional.of(Reply.badOption("MT-PRIORITY"));
        }
        priority = OptionalInt.of(Integer.parseInt(value));
        return Optional.empty();
    }

    private Optional<Reply> submitter(String value) {
        if (value.equals("<>")) {
            submitter = Optional.of("");
            return Optional.empty();
        }
        submitter = Xtext.decode(value);
        return submitter.isPresent() ? Optional.empty() : Optional.of(Reply.badOption("AUTH"));
    }

    // RFC 3461 §4.3
    private Optional<Reply> returning(String value) {
        if (value.equalsIgnoreCase("FULL")) {
            returning = Envelope.Returning.FULL;
        } else if (value.equalsIgnoreCase("HDRS")) {
            returning = Envelope.Returning.HDRS;
        } else {
            return Optional.of(Reply.badOption("RET"));
        }
        return Optional.empty();
    }

    // RFC 3461 §4.4
    private Optional<Reply> envid(String value) {
        envid = MailParameters.envid(value);
        return envid.isPresent() ? Optional.empty() : Optional.of(Reply.badOption("ENVID"));
    }

    private static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
