// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.account.Sasl;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.access.Client;
import org.mailroom.smtp.server.SmtpSettings.Option;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What the server offers to a client: the lines of the reply to EHLO (RFC 5321 §4.1.1.1).
record Extensions(SmtpSettings settings, Client client, StartTls startTls) {

    /// Whether TLS can be started now.
    enum StartTls {
        OFFERED,
        NOT_OFFERED
    }

    /// Whether passwords may cross the wire now: under TLS, or where there is no wire.
    static boolean allowPasswords(SmtpSettings settings, Client client) {
        return client.tls().isPresent()
                || (client.address().isLoopbackAddress()
                        && !settings.has(Option.SMTPD_TLS_AUTH_ONLY));
    }

    Reply reply() {
        List<String> lines = new ArrayList<>();
        lines.add(settings.hostname());
        offers().stream().filter(this::isWanted).forEach(lines::add);
        return Reply.ehlo(lines);
    }

    private List<String> offers() {
        List<String> offers = new ArrayList<>();
        offers.add("PIPELINING");
        long limit = settings.limits().messageOctets();
        offers.add(limit > 0 ? "SIZE " + limit : "SIZE");
        if (!settings.has(Option.DISABLE_VRFY_COMMAND)) {
            offers.add("VRFY");
        }
        if (startTls == StartTls.OFFERED) {
            offers.add("STARTTLS");
        }
        if (settings.has(Option.SMTPD_SASL_AUTH_ENABLE) && allowPasswords(settings, client)) {
            String mechanisms = String.join(" ", Sasl.PLAINTEXT_MECHANISMS);
            offers.add("AUTH " + mechanisms);
            if (settings.has(Option.BROKEN_SASL_AUTH_CLIENTS)) {
                offers.add("AUTH=" + mechanisms);
            }
        }
        offers.addAll(List.of("ENHANCEDSTATUSCODES", "8BITMIME", "SMTPUTF8", "HELP"));
        return offers;
    }

    private boolean isWanted(String line) {
        String keyword = line.split("[ =]", 2)[0].toUpperCase(Locale.ROOT);
        return !settings.discardKeywords().contains(keyword);
    }
}
