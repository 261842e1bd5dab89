// SPDX-License-Identifier: Apache-2.0
package org.mailroom.pop3;

import org.mailroom.core.account.Authenticator;
import org.mailroom.core.account.UserConnections;
import org.mailroom.core.log.MailLog;
import org.mailroom.core.log.SessionLog;
import org.mailroom.core.net.Door;
import org.mailroom.core.net.Wire;
import org.mailroom.core.net.WireClosedException;
import org.mailroom.core.tls.ServerTls;
import org.mailroom.storage.MailStore;

import java.util.Optional;
import java.util.function.Supplier;

/// The POP3 server: runs a session for each connection it is given. Settings and certificates are
/// asked for anew for each session, so a reload reaches the next one. Safe for use by several
/// threads.
///
/// @param startTls empty where STLS is not offered
public record Pop3Service(
        Supplier<Pop3Settings> settings,
        MailStore store,
        Authenticator authenticator,
        UserConnections connections,
        Optional<Supplier<ServerTls>> startTls,
        MailLog log)
        implements Door.SessionStarter {

    @Override
    public void run(Wire wire) {
        new Pop3Session(this, wire).run();
    }

    @Override
    public void handshakeFailed(Wire wire, WireClosedException why) {
        new SessionLog(log, "pop3", wire).handshakeFailed(why);
    }
}
