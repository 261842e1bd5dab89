// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.message.SyntaxException;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A next hop of transport(5): `domain`, `domain:port`, `[host]` or `[host]:port`. Brackets forbid
/// the look-up of mail exchangers; an address may stand in them. LMTP knows no exchangers, and has
/// `inet:host:port` as well.
///
/// @param service of a domain, as SRV records name it; `smtp` where the next hop names none
public record NextHop(String name, int port, String service, Kind kind) {
    private static final String INET = "inet:";
    private static final int SMTP_PORT = 25;
    private static final int LMTP_PORT = 24;
    private static final int SUBMISSION_PORT = 587;
    private static final int SUBMISSIONS_PORT = 465;
    private static final int MAX_PORT = 65_535;
    private static final Pattern FORM =
            Pattern.compile("(?:\\[([^\\[\\]]+)]|([^\\[\\]:,\\s]+))(?::(\\w+))?");

    public enum Kind {
        DOMAIN,
        HOST
    }

    /// Reads a next hop.
    ///
    /// @param defaultPort where the text has none
    /// @throws SyntaxException when it is none of them
    public static NextHop parse(String text, Protocol protocol, int defaultPort) {
        boolean lmtp = protocol == Protocol.LMTP;
        String place = text.strip();
        Matcher form =
                FORM.matcher(
                        lmtp && place.startsWith(INET) ? place.substring(INET.length()) : place);
        if (!form.matches()) {
            throw new SyntaxException("bad next hop: " + text);
        }
        String port = form.group(3);
        int number = port == null ? defaultPort : port(port);
        String service = port == null ? "smtp" : port.toLowerCase(Locale.ROOT);
        return form.group(1) != null
                ? new NextHop(form.group(1), number, service, Kind.HOST)
                : new NextHop(form.group(2), number, service, lmtp ? Kind.HOST : Kind.DOMAIN);
    }

    /// A number, or the name of a service.
    ///
    /// @throws SyntaxException when it is none
    public static int port(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "smtp" -> SMTP_PORT;
            case "lmtp" -> LMTP_PORT;
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
