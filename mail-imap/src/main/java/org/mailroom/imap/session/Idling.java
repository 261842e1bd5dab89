// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.session;

import org.mailroom.core.net.Awaited;
import org.mailroom.core.net.LineRead;
import org.mailroom.core.net.Wire;
import org.mailroom.imap.command.MailboxView.Detail;
import org.mailroom.imap.grammar.Completion;
import org.mailroom.imap.grammar.ResponseWriter;
import org.mailroom.imap.session.SessionState.Selected;

import java.nio.charset.StandardCharsets;

/// IDLE (RFC 2177): waits for changes of the mailbox and for the client, whichever comes first. On
/// the session's thread.
final class Idling {
    private static final int MAX_DONE_OCTETS = 100;

    private final Wire wire;
    private final ResponseWriter out;
    private final ImapReader reader;
    private final ImapSettings settings;

    Idling(Wire wire, ResponseWriter out, ImapReader reader, ImapSettings settings) {
        this.wire = wire;
        this.out = out;
        this.reader = reader;
        this.settings = settings;
    }

    Completion run(SessionState state, Detail detail) {
        out.text("+ idling\r\n");
        if (!(state instanceof Selected in)) {
            return untilDone(() -> {});
        }
        try (var _ = in.view().mailbox().watch(wire.input()::wake)) {
            return untilDone(() -> in.view().reportIdle(out, detail));
        }
    }

    private Completion untilDone(Runnable report) {
        while (true) {
            report.run();
            out.flush();
            wire.flush();
            Awaited awaited = wire.input().await(settings.idleNotifyInterval());
            switch (awaited) {
                // Where the wire is closed, reading tells why
                case INPUT, CLOSED -> {
                    return done();
                }
                case WOKEN -> {}
                case TIMED_OUT -> out.untagged("OK Still here");
            }
        }
    }

    private Completion done() {
        LineRead read = reader.line(MAX_DONE_OCTETS, settings.idleTimeout());
        return read instanceof LineRead.Line line
                        && line.text(StandardCharsets.US_ASCII).equalsIgnoreCase("DONE")
                ? Completion.ok("Idle completed.")
                : Completion.bad("Expected DONE.");
    }
}
