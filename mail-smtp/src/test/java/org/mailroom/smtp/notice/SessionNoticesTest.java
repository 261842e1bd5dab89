// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.notice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.config.NoticeClass;
import org.mailroom.core.intake.Draft;
import org.mailroom.core.intake.Inspection;
import org.mailroom.core.intake.Intake;
import org.mailroom.core.intake.MessageOrder;
import org.mailroom.core.intake.WayIn;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.QueueId;
import org.mailroom.smtp.Reply;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

class SessionNoticesTest {
    private final List<String> sent = new ArrayList<>();
    private final List<Envelope> envelopes = new ArrayList<>();
    private Set<NoticeClass> classes = Set.of(NoticeClass.PROTOCOL);
    private boolean refused;
    private boolean broken;
    private Instant now = Instant.parse("2026-11-28T03:00:00Z");
    private final SessionNotices notices =
            new SessionNotices(this::open, this::settings, () -> now);

    private NoticeSettings settings() {
        return new NoticeSettings(
                classes,
                new Address("errors", "example.org"),
                new Address("double-bounce", "example.org"),
                "example.org");
    }

    private Draft open(Envelope envelope, Intake.Submission submission, WayIn way) {
        envelopes.add(envelope);
        var content = new ByteArrayOutputStream();
        return new Draft() {
            @Override
            public QueueId id() {
                return new QueueId("4jXNLm0000z1");
            }

            @Override
            public void write(byte[] buffer, int offset, int length) {
                content.write(buffer, offset, length);
            }

            @Override
            public void obey(MessageOrder order) {}

            @Override
            public Committed commit(Inspection inspection) {
                if (broken) {
                    throw new IllegalStateException("no disk");
                }
                if (refused) {
                    return new Committed.Refused(452, "4.3.1", "full");
                }
                sent.add(content.toString(StandardCharsets.UTF_8));
                return new Committed.Queued(id());
            }

            @Override
            public boolean refusalIsLogged() {
                return false;
            }

            @Override
            public void close() {}
        };
    }

    private void session(Reply last, String... lines) {
        SessionTranscript transcript = notices.transcript();
        for (String line : lines) {
            transcript.in(line.getBytes(StandardCharsets.UTF_8));
        }
        transcript.out(last, last);
        notices.ended(transcript, "client.test[192.0.2.1]");
    }

    @Test
    void haveTheTranscriptWithoutPasswords() {
        session(Reply.NEED_MAIL, "auth  PLAIN c2VjcmV0", "c2VjcmV0IQ==", "RCPT TO:<a\u0007@b>");

        assertThat(sent)
                .singleElement()
                .asString()
                .contains("From: Mail Delivery System <MAILER-DAEMON@example.org>\r\n")
                .contains("To: Postmaster <errors@example.org>\r\n")
                .contains("Subject: Mailroom SMTP server: errors from client.test[192.0.2.1]\r\n")
                .endsWith(
                        """
                        Transcript of session follows.

                         In:  auth  PLAIN ***
                         In:  ***
                         In:  RCPT TO:<a?@b>
                         Out: 503 5.5.1 Error: need MAIL command

                        For other details, see the mail log.
                        """
                                .replace("\n", "\r\n"));
        assertThat(envelopes.getFirst().sender()).hasToString("double-bounce@example.org");
    }

    @ParameterizedTest
    @CsvSource({
        "503, 5.5.1, PROTOCOL",
        "501, '', PROTOCOL",
        "555, 5.5.4, PROTOCOL",
        "554, 5.7.1, POLICY",
        "450, 4.7.25, POLICY",
        "552, 5.3.4, POLICY",
        "452, 4.5.3, POLICY",
        "452, 4.3.1, RESOURCE",
        "451, 4.3.5, SOFTWARE",
        "421, 4.3.0, SOFTWARE",
        "451, 4.3.0, DATA",
        "550, 5.1.1, NONE",
        "421, 4.3.2, NONE",
        "421, 4.4.2, NONE",
        "535, 5.7.8, NONE",
        "250, 2.0.0, NONE"
    })
    void areOfTheClassThatPostfixWouldName(int code, String status, String expected) {
        for (NoticeClass each : NoticeClass.values()) {
            sent.clear();
            now = now.plus(Duration.ofHours(1));
            classes = Set.of(each);

            session(Reply.of(code, status, "text"));

            assertThat(sent)
                    .as("notices of %s", each)
                    .hasSize(each.name().equals(expected) ? 1 : 0);
        }
    }

    @Test
    void areTenInAnHourWhateverClientsDo() {
        for (int i = 0; i < 1000; i++) {
            session(Reply.NEED_MAIL, "DATA");
        }
        assertThat(sent).hasSize(10);

        now = now.plus(Duration.ofHours(1));
        session(Reply.NEED_MAIL, "DATA");

        assertThat(sent).hasSize(11);
        assertThat(sent.getLast()).contains("\r\n990 more sessions had errors;");
    }

    @Test
    void tellOfServersThatOurClientDoesNotUnderstand() {
        var sender = new ReversePath.Sender(new Address("ann", "example.org"));
        notices.breach("mx.test[192.0.2.1]:25", sender, List.of("C: EHLO mail", "S: junk"));

        assertThat(sent)
                .singleElement()
                .asString()
                .contains("Subject: Mailroom SMTP client: errors from mx.test[192.0.2.1]:25\r\n")
                .contains("\r\n C: EHLO mail\r\n S: junk\r\n");

        classes = Set.of(NoticeClass.POLICY, NoticeClass.SOFTWARE);
        notices.breach("mx.test[192.0.2.1]:25", sender, List.of("S: junk"));
        assertThat(sent).hasSize(1);
    }

    @Test
    void tellNothingOfTheirOwnWay() {
        var own = new ReversePath.Sender(settings().sender());

        notices.breach("mx.test[192.0.2.1]:25", own, List.of("S: junk"));

        assertThat(sent).isEmpty();
    }

    @Test
    void areTenInAnHourForClientsAndServersTogether() {
        for (int i = 0; i < 9; i++) {
            session(Reply.NEED_MAIL, "DATA");
            notices.breach("mx.test[192.0.2.1]:25", ReversePath.NULL, List.of("S: junk"));
        }

        assertThat(sent).hasSize(10);
    }

    @Test
    void areNotUsedUpWhereTheyCannotBeWritten() {
        refused = true;
        session(Reply.NEED_MAIL, "DATA");
        broken = true;
        session(Reply.NEED_MAIL, "DATA");
        refused = false;
        broken = false;

        for (int i = 0; i < 20; i++) {
            session(Reply.NEED_MAIL, "DATA");
        }

        assertThat(sent).hasSize(10);
        assertThat(sent.getFirst()).contains("\r\n2 more sessions had errors;");
    }

    @Test
    void areShortHoweverLongASessionIs() {
        String[] lines = new String[100_000];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = "NOOP " + i + "x".repeat(1000);
        }

        session(Reply.NEED_MAIL, lines);

        assertThat(sent.getFirst())
                .hasSizeLessThan(15_000)
                .contains("In:  NOOP 0x")
                .contains("[99951 lines left out]")
                .contains("In:  NOOP 99999x")
                .contains("Out: 503 5.5.1");
    }
}
