// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.account.Authenticator;
import org.mailroom.core.dns.Resolver;
import org.mailroom.core.intake.Intake;
import org.mailroom.core.log.MailLog;
import org.mailroom.core.net.Door;
import org.mailroom.core.net.Wire;
import org.mailroom.core.net.WireClosedException;
import org.mailroom.core.tls.ServerTls;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.access.AccessPolicy;
import org.mailroom.smtp.access.Pause;
import org.mailroom.smtp.allowance.Allowances;
import org.mailroom.smtp.milter.Milters;
import org.mailroom.smtp.notice.SessionNotices;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

/// The SMTP server of one door: runs a session for each connection it is given. Settings, rules and
/// certificates are asked for anew for each session, so a reload reaches the next one. Safe for use
/// by several threads.
///
/// @param hasRoomFor whether the queue can take a message of that many octets
/// @param startTls empty where there is no certificate
public record SmtpService(
        Supplier<SmtpSettings> settings,
        Supplier<AccessPolicy> access,
        Intake intake,
        LongPredicate hasRoomFor,
        Authenticator authenticator,
        Optional<Supplier<ServerTls>> startTls,
        Resolver resolver,
        MailLog log,
        Pause pause,
        ClientRates rates,
        Allowances allowances,
        SessionNotices notices,
        Milters milters,
        SiteQueue sites,
        InstantSource clock)
        implements Door.SessionStarter {

    @Override
    public void run(Wire wire) {
        new SmtpSession(this, wire, Optional.empty()).run();
    }

    @Override
    public void handshakeFailed(Wire wire, WireClosedException why) {
        new SmtpSession(this, wire, Optional.empty()).endBeforeGreeting(why);
    }

    /// Runs a session in which each recipient is refused.
    void refuse(Wire wire, Reply reply) {
        new SmtpSession(this, wire, Optional.of(reply)).run();
    }
}
