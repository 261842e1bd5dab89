// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.log;

import org.mailroom.core.config.Network;
import org.mailroom.core.net.Wire;
import org.mailroom.core.net.WireClosedException;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;

/// The lines of one session of IMAP or POP3 in the mail log, in Dovecot's form. On the session's
/// thread.
public final class SessionLog {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_OCTETS = 12;

    private final MailLog log;
    private final String protocol;
    private final Wire wire;
    private final long number;
    private final String id;
    private int attempts;
    private String lastUser = "";
    private String whileBlocked = "";

    /// `protocol` is `imap` or `pop3`.
    public SessionLog(MailLog log, String protocol, Wire wire) {
        this.log = log;
        this.protocol = protocol;
        this.wire = wire;
        number = log.nextNumber();
        byte[] random = new byte[ID_OCTETS];
        RANDOM.nextBytes(random);
        id = Base64.getEncoder().encodeToString(random);
    }

    /// How long ago the connection began.
    public Duration age() {
        return wire.age();
    }

    /// Notes that somebody tried to log in: `endedBeforeLogin` will tell.
    public void attempted(String user) {
        attempts++;
        lastUser = user;
    }

    /// Notes that he is blocked, so that nobody has looked at his password.
    public void blocked() {
        whileBlocked = "blocked, ";
    }

    public void loggedIn(String user, String mechanism) {
        log.dovecot(
                "%s-login: Login: user=<%s>, method=%s, %s, mpid=%d, %ssession=<%s>"
                        .formatted(protocol, user, mechanism, addresses(), number, secured(), id));
    }

    /// A login that was right, and one too many.
    public void tooManySessions(String user, String mechanism, int most) {
        log.dovecot(
                ("%s-login: Maximum number of connections from user+IP exceeded"
                                + " (mail_max_userip_connections=%d):"
                                + " user=<%s>, method=%s, %s, %ssession=<%s>")
                        .formatted(protocol, most, user, mechanism, addresses(), secured(), id));
    }

    /// A connection that was to begin with a handshake, and came no farther.
    public void handshakeFailed(WireClosedException why) {
        // As Dovecot calls it
        String reason =
                String.valueOf(why.getMessage()).replace("TLS handshake:", "TLS handshaking:");
        log.dovecot(
                "%s-login: %s: user=<>, %s, %s, session=<%s>"
                        .formatted(protocol, withoutLogin(), addresses(), reason, id));
    }

    private String withoutLogin() {
        return "Disconnected (no auth attempts in %d secs)".formatted(age().toSeconds());
    }

    /// A connection that ended without a login.
    public void endedBeforeLogin() {
        String ending =
                attempts == 0
                        ? withoutLogin()
                        : "Aborted login (auth failed, %d attempts in %d secs)"
                                .formatted(attempts, age().toSeconds());
        log.dovecot(
                "%s-login: %s: user=<%s>, %s, %s%ssession=<%s>"
                        .formatted(
                                protocol,
                                ending,
                                lastUser,
                                addresses(),
                                secured(),
                                whileBlocked,
                                id));
    }

    /// `traffic` is what the session has done, in Dovecot's words.
    public void disconnected(String user, String ending, String traffic) {
        log.dovecot(
                "%s(%s)<%d><%s>: Disconnected: %s %s"
                        .formatted(protocol, user, number, id, ending, traffic));
    }

    private String addresses() {
        return "rip=%s, lip=%s"
                .formatted(
                        Network.text(wire.peer().remote().getAddress()),
                        Network.text(wire.peer().local().getAddress()));
    }

    // Dovecot: a connection in clear from this machine is secured
    private String secured() {
        if (wire.tls().isPresent()) {
            return "TLS, ";
        }
        return wire.isPrivate() ? "secured, " : "";
    }
}
