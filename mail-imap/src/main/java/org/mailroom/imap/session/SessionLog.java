// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.session;

import org.mailroom.core.log.MailLog;
import org.mailroom.core.net.Wire;
import org.mailroom.imap.command.Traffic;
import org.mailroom.imap.session.SessionState.User;

import java.security.SecureRandom;
import java.util.Base64;

/// The lines of one IMAP session in the mail log, in Dovecot's form.
final class SessionLog {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_OCTETS = 12;

    private final MailLog log;
    private final Wire wire;
    private final long number;
    private final String id;

    SessionLog(MailLog log, Wire wire) {
        this.log = log;
        this.wire = wire;
        number = log.nextNumber();
        byte[] random = new byte[ID_OCTETS];
        RANDOM.nextBytes(random);
        id = Base64.getEncoder().encodeToString(random);
    }

    void loggedIn(String user, String mechanism) {
        log.dovecot(
                "imap-login: Login: user=<%s>, method=%s, %s, mpid=%d, %ssession=<%s>"
                        .formatted(user, mechanism, addresses(), number, secured(), id));
    }

    /// A connection that ended without a login; `tried` tells of its attempts, in Dovecot's words.
    void ended(String ending, String tried, String user) {
        log.dovecot(
                "imap-login: %s (%s): user=<%s>, %s, %ssession=<%s>"
                        .formatted(ending, tried, user, addresses(), secured(), id));
    }

    void disconnected(User user, String ending, long in, long out, Traffic traffic) {
        log.dovecot(
                "imap(%s)<%d><%s>: Disconnected: %s in=%d out=%d %s"
                        .formatted(user.account().name(), number, id, ending, in, out, traffic));
    }

    private String addresses() {
        return "rip=%s, lip=%s"
                .formatted(
                        wire.peer().remote().getAddress().getHostAddress(),
                        wire.peer().local().getAddress().getHostAddress());
    }

    // Dovecot: a connection in clear from this machine is secured
    private String secured() {
        if (wire.tls().isPresent()) {
            return "TLS, ";
        }
        return wire.peer().remote().getAddress().isLoopbackAddress() ? "secured, " : "";
    }
}
