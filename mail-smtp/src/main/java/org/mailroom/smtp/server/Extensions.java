// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.account.Sasl;
import org.mailroom.core.queue.Envelope.Encoding;
import org.mailroom.core.queue.Envelope.TlsDemand;
import org.mailroom.smtp.MailParameters;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.Verb;
import org.mailroom.smtp.identity.Client;
import org.mailroom.smtp.server.SmtpSettings.Option;
import org.mailroom.smtp.server.SmtpSettings.Purpose;
import org.mailroom.smtp.server.SmtpSettings.TlsLevel;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What the server offers to a client: the lines of the reply to EHLO (RFC 5321 §4.1.1.1).
///
/// @param proxying the commands of proxies that it may use
record Extensions(
        SmtpSettings settings,
        Client client,
        StartTls startTls,
        Sasl sasl,
        Set<Verb> proxying,
        Instant now) {

    // RFC 9422 §3: six digits
    private static final int MAX_LIMIT = 999_999;

    /// Whether there is a certificate.
    enum StartTls {
        POSSIBLE,
        IMPOSSIBLE
    }

    /// Whether TLS can be started, now or before.
    boolean hasStartTls() {
        return startTls == StartTls.POSSIBLE
                && settings.tlsLevel() != TlsLevel.NONE
                && isWanted("STARTTLS");
    }

    boolean hasAuth() {
        return settings.has(Option.SMTPD_SASL_AUTH_ENABLE)
                && !settings.sasl().exceptions().test(client.address())
                && isWanted("AUTH");
    }

    boolean hasChunking() {
        return isWanted("CHUNKING");
    }

    // RFC 2033 §4.4: not where nothing is queued for others
    boolean hasEtrn() {
        return settings.purpose() != Purpose.LMTP && isWanted("ETRN");
    }

    boolean hasDsn() {
        return isWanted("DSN");
    }

    boolean hasSmtpUtf8() {
        return settings.has(Option.SMTPUTF8_ENABLE) && isWanted("SMTPUTF8");
    }

    // RFC 8689 §2: under TLS only
    boolean hasRequireTls() {
        return settings.has(Option.REQUIRETLS_ENABLE)
                && client.tls().isPresent()
                && isWanted("REQUIRETLS");
    }

    boolean hasPriorities() {
        return isWanted("MT-PRIORITY");
    }

    boolean hasDeliverBy() {
        return isWanted("DELIVERBY");
    }

    // RFC 4865 §3: for those who submit
    boolean hasFutureRelease() {
        return settings.purpose() == Purpose.SUBMISSION
                && settings.limits().release().isPositive()
                && isWanted("FUTURERELEASE");
    }

    /// The latest time at which a message may be let go.
    Instant latestRelease() {
        return now.plus(settings.limits().release()).truncatedTo(ChronoUnit.SECONDS);
    }

    /// Whether passwords may cross the wire now: under TLS, or where there is no wire and nobody
    /// has asked for TLS.
    boolean allowPasswords() {
        return client.tls().isPresent()
                || (client.address().isLoopbackAddress()
                        && settings.tlsLevel() != TlsLevel.ENCRYPT
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
        if (hasEtrn()) {
            offers.add("ETRN");
        }
        if (hasStartTls() && client.tls().isEmpty()) {
            offers.add("STARTTLS");
        }
        String mechanisms = String.join(" ", sasl.mechanisms(client.sasl()));
        if (hasAuth() && allowPasswords() && !mechanisms.isEmpty()) {
            offers.add("AUTH " + mechanisms);
            if (settings.has(Option.BROKEN_SASL_AUTH_CLIENTS)) {
                offers.add("AUTH=" + mechanisms);
            }
        }
        offers.addAll(List.of("ENHANCEDSTATUSCODES", "8BITMIME", "DSN"));
        if (settings.has(Option.SMTPUTF8_ENABLE)) {
            offers.add("SMTPUTF8");
        }
        if (hasRequireTls()) {
            offers.add("REQUIRETLS");
        }
        offers.add("CHUNKING");
        offers.add("DELIVERBY");
        offers.add("MT-PRIORITY");
        offers.add(limits());
        if (hasFutureRelease()) {
            offers.add(futureRelease());
        }
        if (proxying.contains(Verb.XCLIENT)) {
            offers.add("XCLIENT NAME ADDR PROTO HELO REVERSE_NAME PORT LOGIN DESTADDR DESTPORT");
        }
        if (proxying.contains(Verb.XFORWARD)) {
            offers.add("XFORWARD NAME ADDR PROTO HELO SOURCE PORT IDENT");
        }
        offers.add("HELP");
        return offers;
    }

    // RFC 9422 §4.2: recipients of one message; there is no limit to messages of one session
    private String limits() {
        int recipients = Math.clamp(settings.limits().recipients(), 1, MAX_LIMIT);
        return "LIMITS RCPTMAX=" + recipients;
    }

    // RFC 4865 §3.1: seconds, and a time
    private String futureRelease() {
        return "FUTURERELEASE %d %s"
                .formatted(settings.limits().release().toSeconds(), latestRelease());
    }

    /// Why parameters of MAIL cannot be taken from the client.
    Optional<Reply> whyNotTake(MailParameters parameters) {
        if (parameters.encoding() == Encoding.SMTPUTF8 && !hasSmtpUtf8()) {
            return Optional.of(Reply.unsupportedOption("SMTPUTF8"));
        }
        if (parameters.tls() == TlsDemand.REQUIRED && !hasRequireTls()) {
            return Optional.of(Reply.unsupportedOption("REQUIRETLS"));
        }
        if (parameters.asksForNotices() && !hasDsn()) {
            String keyword = parameters.envid().isPresent() ? "ENVID" : "RET";
            return Optional.of(Reply.unsupportedOption(keyword));
        }
        if (parameters.priority().isPresent() && !hasPriorities()) {
            return Optional.of(Reply.unsupportedOption("MT-PRIORITY"));
        }
        if (parameters.by().isPresent() && !hasDeliverBy()) {
            return Optional.of(Reply.unsupportedOption("BY"));
        }
        Optional<Instant> release = parameters.release().from(now);
        if (release.isPresent() && !hasFutureRelease()) {
            return Optional.of(Reply.unsupportedOption("FUTURERELEASE"));
        }
        Optional<Instant> deadline = parameters.by().map(it -> it.from(now).time());
        // RFC 4865 §4.4: it cannot be late before it goes
        if (release.isPresent() && deadline.filter(it -> !it.isAfter(release.get())).isPresent()) {
            return Optional.of(Reply.RELEASE_AFTER_DEADLINE);
        }
        return release.filter(it -> it.isAfter(latestRelease())).map(_ -> Reply.RELEASE_TOO_LATE);
    }

    private boolean isWanted(String line) {
        String keyword = line.split("[ =]", 2)[0].toUpperCase(Locale.ROOT);
        return !settings.discardKeywords().contains(keyword);
    }
}
