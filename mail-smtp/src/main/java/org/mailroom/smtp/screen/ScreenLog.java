// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.screen;

import org.mailroom.core.config.Network;
import org.mailroom.core.log.MailLog;
import org.mailroom.core.net.Peer;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;

/// The lines of one client's tests in the mail log, in the words of Postfix's postscreen.
final class ScreenLog {
    private static final String PROCESS = "postscreen";
    private static final int MAX_QUOTE = 100;

    private final MailLog log;
    private final long number;
    private final String client;

    ScreenLog(MailLog log, Peer peer) {
        this.log = log;
        number = log.nextNumber();
        client = text(peer.remote());
        write("CONNECT from " + client + " to " + text(peer.local()));
    }

    /// `event` is of the kind `PASS NEW`.
    void client(String event) {
        write(event + " " + client);
    }

    void spokeEarly(String what, Duration after) {
        String quote = what.length() > MAX_QUOTE ? what.substring(0, MAX_QUOTE) : what;
        write(
                "PREGREET %d after %s from %s: %s"
                        .formatted(
                                what.length(),
                                seconds(after),
                                client,
                                quote.replace("\r", "\\r").replace("\n", "\\n")));
    }

    void hungUp(Duration after) {
        write(
                "HANGUP after %s from %s in tests before SMTP handshake"
                        .formatted(seconds(after), client));
    }

    /// `postscreen`'s helper says it of each list.
    void listed(InetAddress address, String zone, InetAddress answer) {
        log.postfix(
                "dnsblog",
                number,
                "addr %s listed by domain %s as %s"
                        .formatted(Network.text(address), zone, Network.text(answer)));
    }

    void ranked(int rank) {
        write("DNSBL rank " + rank + " for " + client);
    }

    void warning(String text) {
        write("warning: " + text);
    }

    private void write(String text) {
        log.postfix(PROCESS, number, text);
    }

    private static String text(InetSocketAddress end) {
        return "[" + Network.text(end.getAddress()) + "]:" + end.getPort();
    }

    // Two digits, as Postfix has them: 0.08, 0.1, 1.2, 12
    private static String seconds(Duration time) {
        double seconds = time.toMillis() / 1000.0;
        int decimals = seconds >= 10 ? 0 : seconds >= 1 ? 1 : 2;
        String text = String.format(Locale.ROOT, "%." + decimals + "f", seconds);
        return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
    }
}
