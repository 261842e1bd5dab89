// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.notice;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.mailroom.core.address.ReversePath;
import org.mailroom.core.config.NoticeClass;
import org.mailroom.core.intake.Draft;
import org.mailroom.core.intake.Intake;
import org.mailroom.core.queue.Envelope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Mails postmasters the transcripts of sessions in which something went wrong (`notify_classes`).
/// Others can make any number of such sessions, so there are only so many notices in an hour; the
/// next one says of how many sessions nothing was told. Safe for use by several threads.
public final class SessionNotices {
    private static final Logger LOG = LoggerFactory.getLogger(SessionNotices.class);
    private static final int MOST = 10;
    private static final Duration SPAN = Duration.ofHours(1);

    private final Intake intake;
    private final Supplier<NoticeSettings> settings;
    private final InstantSource clock;

    @GuardedBy("this")
    private final ArrayDeque<Instant> sent = new ArrayDeque<>();

    @GuardedBy("this")
    private int untold;

    public SessionNotices(Intake intake, Supplier<NoticeSettings> settings, InstantSource clock) {
        this.intake = intake;
        this.settings = settings;
        this.clock = clock;
    }

    /// For a session that begins.
    public SessionTranscript transcript() {
        return new SessionTranscript(settings.get().classes());
    }

    /// A session with that client is over.
    public void ended(SessionTranscript transcript, String client) {
        if (transcript.tellsOfTrouble()) {
            tell("server: errors from " + client, transcript(transcript.lines()));
        }
    }

    /// That server and our client could not understand each other.
    ///
    /// @param sender whose message it was; our own notices make no further ones
    public void breach(String server, ReversePath sender, List<String> said) {
        NoticeSettings now = settings.get();
        boolean own = sender.equals(new ReversePath.Sender(now.sender()));
        if (now.classes().contains(NoticeClass.PROTOCOL) && !own) {
            tell("client: errors from " + server, transcript(said));
        }
    }

    /// Something has happened that postmasters shall hear of, whatever `notify_classes` says.
    public void happened(String subject, String text) {
        tell("server: " + subject, text);
    }

    private static String transcript(List<String> lines) {
        var text = new StringBuilder("Transcript of session follows.\r\n\r\n");
        lines.forEach(line -> text.append(' ').append(line).append("\r\n"));
        return text.toString();
    }

    private void tell(String subject, String text) {
        Instant now = clock.instant();
        Optional<Integer> before = admitted(now);
        if (before.isPresent() && !isSent(text, subject, before.get())) {
            giveBack(now, before.get());
        }
    }

    // The number of those that were not told of, where this one may be.
    private synchronized Optional<Integer> admitted(Instant now) {
        while (!sent.isEmpty() && !sent.element().plus(SPAN).isAfter(now)) {
            sent.remove();
        }
        if (sent.size() >= MOST) {
            untold++;
            return Optional.empty();
        }
        sent.add(now);
        int before = untold;
        untold = 0;
        return Optional.of(before);
    }

    private synchronized void giveBack(Instant place, int before) {
        sent.removeLastOccurrence(place);
        untold += before + 1;
    }

    private boolean isSent(String text, String subject, int untoldBefore) {
        NoticeSettings to = settings.get();
        var envelope = Envelope.ofNotice(new ReversePath.Sender(to.sender()), to.recipient());
        try (Draft draft = intake.open(envelope, Intake.Submission.NOTICE)) {
            draft.write(head(to, subject) + body(text, untoldBefore));
            if (draft.commit() instanceof Draft.Committed.Refused refused) {
                LOG.warn("Postmasters do not hear of SMTP {}: {}", subject, refused.text());
                return false;
            }
            return true;
        } catch (RuntimeException e) {
            LOG.error("Postmasters do not hear of SMTP {}", subject, e);
            return false;
        }
    }

    private static String head(NoticeSettings to, String subject) {
        return String.join(
                "\r\n",
                "From: Mail Delivery System <MAILER-DAEMON@" + to.origin() + ">",
                "To: Postmaster <" + to.recipient() + ">",
                "Subject: Mailroom SMTP " + subject,
                // RFC 3834 §5: so that no responder answers it
                "Auto-Submitted: auto-generated",
                "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: 8bit",
                "",
                "");
    }

    private static String body(String text, int untoldBefore) {
        var body = new StringBuilder(text);
        body.append("\r\nFor other details, see the mail log.\r\n");
        if (untoldBefore > 0) {
            body.append(untoldBefore)
                    .append(" more sessions had errors; of these there is the mail log only.\r\n");
        }
        return body.toString();
    }
}
