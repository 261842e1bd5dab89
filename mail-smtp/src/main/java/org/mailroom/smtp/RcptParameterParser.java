// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp;

import org.mailroom.core.address.Unitext;
import org.mailroom.core.queue.Notify;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Reads the parameters of RCPT one by one (RFC 3461 §4.1, §4.2). Used once.
final class RcptParameterParser {
    private static final int MAX_ORCPT = 500;

    private Notify notify = Notify.UNSAID;
    private Optional<String> orcpt = Optional.empty();
    private final Set<String> seen = new HashSet<>();

    /// Takes the next parameter; the refusal where it cannot be taken.
    Optional<Reply> take(String text) {
        EsmtpParameter parameter = EsmtpParameter.of(text);
        String value = parameter.value();
        if (!seen.add(parameter.name())) {
            return Optional.of(Reply.duplicateOption(parameter.keyword()));
        }
        return switch (parameter.name()) {
            case "NOTIFY" -> notify(value);
            case "ORCPT" -> orcpt(value);
            default -> Optional.of(Reply.unsupportedOption(text));
        };
    }

    RcptParameters parameters() {
        return new RcptParameters(notify, orcpt);
    }

    private Optional<Reply> notify(String value) {
        Optional<Notify> parsed = Notify.parse(value);
        notify = parsed.orElse(Notify.UNSAID);
        return parsed.isPresent() ? Optional.empty() : Optional.of(Reply.badOption("NOTIFY"));
    }

    // RFC 3461 §4.2: addr-type ";" xtext; RFC 6533 §3: another encoding for the type utf-8
    private Optional<Reply> orcpt(String value) {
        int semicolon = value.indexOf(';');
        if (semicolon <= 0 || value.length() > MAX_ORCPT) {
            return Optional.of(Reply.badOption("ORCPT"));
        }
        String type = value.substring(0, semicolon);
        String address = value.substring(semicolon + 1);
        Optional<String> decoded =
                Unitext.isTyped(value) ? Unitext.decode(address) : Xtext.decode(address);
        orcpt = decoded.map(text -> type + ";" + text);
        boolean good = orcpt.isPresent() && type.chars().allMatch(RcptParameterParser::isAtom);
        return good ? Optional.empty() : Optional.of(Reply.badOption("ORCPT"));
    }

    private static boolean isAtom(int c) {
        return c == '-' || (c < 128 && Character.isLetterOrDigit(c));
    }
}
