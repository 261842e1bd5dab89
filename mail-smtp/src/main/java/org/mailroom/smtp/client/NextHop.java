// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.message.SyntaxException;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A next hop of transport(5): `domain`, `domain:port`, `[host]` or `[host]:port`. Brackets forbid
/// the look-up of mail exchangers; an address may stand in them.
record NextHop(String name, int port, Kind kind) {
    private static final int SMTP_PORT = 25;
    private static final int SUBMISSION_PORT = 587;
    private static final int SUBMISSIONS_PORT = 465;
    private static final int MAX_PORT = 65_535;
    private static final Pattern FORM =
            Pattern.compile("(?:\\[([^\\[\\]]+)]|([^\\[\\]:]+))(?::(\\w+))?");

    enum Kind {
        DOMAIN,
        HOST
    }

    static NextHop parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new SyntaxException("bad next hop: " + text);
        }
        int port = form.group(3) == null ? SMTP_PORT : port(form.group(3));
        return form.group(1) != null
                ? new NextHop(form.group(1), port, Kind.HOST)
                : new NextHop(form.group(2), port, Kind.DOMAIN);
    }

    private static int port(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "smtp" -> SMTP_PORT;
            case "submission" -> SUBMISSION_PORT;
            case "smtps", "submissions" -> SUBMISSIONS_PORT;
            default -> number(text);
        };
    }

    private static int number(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            throw new SyntaxException("bad port: " + text);
        }
        throw new SyntaxException("bad port: " + text);
    }
}
