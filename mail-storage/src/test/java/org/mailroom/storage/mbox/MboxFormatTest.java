// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.message.MessageContent;
import org.mailroom.storage.Flags;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

class MboxFormatTest {
    private static final Instant DATE = Instant.parse("2026-11-23T10:00:00Z");

    /// A file that messages are written to one after another.
    private static final class Mbox {
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        private final List<Survey> surveys = new ArrayList<>();

        void add(String message) throws IOException {
            MessageContent content = Mails.content(message);
            Survey survey = Survey.of(content);
            byte[] fields = StateFields.of(surveys.size() + 1L, Flags.NONE, StateFields.Age.NEW);
            surveys.add(survey);
            octets.writeBytes(FromLine.of("a@b.example", DATE, ZoneOffset.UTC));
            int start = octets.size();
            survey.write(content, fields, octets::write);
            assertThat(octets.size() - start).isEqualTo((int) survey.storedOctets(fields));
            octets.write('\n');
        }

        List<ScannedMessage> scan() throws IOException {
            return MboxFormatTest.scan(octets.toByteArray());
        }

        String read(ScannedMessage message) throws IOException {
            return MboxFormatTest.read(octets.toByteArray(), message);
        }
    }

    private static List<ScannedMessage> scan(byte[] file) throws IOException {
        List<ScannedMessage> found = new ArrayList<>();
        MboxScanner.scan(new ByteArrayInputStream(file), 0, ZoneOffset.UTC, found::add);
        return found;
    }

    private static String read(byte[] file, ScannedMessage message) throws IOException {
        int start = (int) message.offset() + message.fromOctets();
        var stored = new ByteArrayInputStream(file, start, (int) message.contentOctets());
        try (var in = new StoredText(stored, message.contentOctets(), message.form())) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static void assertComeBack(List<String> messages) throws IOException {
        var mbox = new Mbox();
        for (String message : messages) {
            mbox.add(message);
        }

        List<ScannedMessage> found = mbox.scan();

        assertThat(found).hasSameSizeAs(messages);
        for (int i = 0; i < messages.size(); i++) {
            ScannedMessage message = found.get(i);
            assertThat(mbox.read(message)).as("message %d", i).isEqualTo(messages.get(i));
            assertThat(message.octets()).as("octets of %d", i).isEqualTo(messages.get(i).length());
            assertThat(message.crc()).as("crc of %d", i).isEqualTo(mbox.surveys.get(i).crc());
            assertThat(message.state().uid()).hasValue(i + 1L);
        }
    }

    static List<String> nasty() {
        return Mails.nasty();
    }

    @ParameterizedTest
    @MethodSource("nasty")
    void givesBackWhatPlainMboxCannotCarry(String message) throws IOException {
        assertComeBack(List.of(message));
    }

    @Test
    void keepsMessagesApart() throws IOException {
        assertComeBack(Mails.nasty());
    }

    @Test
    void givesBackRealMail() throws IOException {
        assertThat(Mails.corpus()).hasSizeGreaterThan(40);

        assertComeBack(Mails.corpus());
    }

    @Test
    @EnabledIfSystemProperty(named = "mailroom.corpus", matches = ".+")
    void givesBackAWholeCorpus() throws IOException {
        assertComeBack(Mails.corpus(Path.of(System.getProperty("mailroom.corpus", ""))));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void givesBackMixesOfWhatIsHard(long seed) throws IOException {
        var random = new Random(seed);
        String[] parts = {
            "\r\n",
            "\r\n",
            "\r\n",
            "\r",
            "From ",
            ">",
            "From a Mon Nov 23 10:00:00 2026",
            "Status: RO",
            "X-UID: 1",
            "X-Mailroom",
            "X-Mailroom-Was: ",
            ":",
            " ",
            "x",
            "Subject: y",
            "z".repeat(2040),
            "\r\r\n"
        };
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            var message = new StringBuilder();
            for (int part = random.nextInt(20); part > 0; part--) {
                message.append(parts[random.nextInt(parts.length)]);
            }
            messages.add(message.toString());
        }

        assertComeBack(messages);
    }

    @Test
    void showsNulAs0x80() throws IOException {
        var mbox = new Mbox();
        mbox.add("Subject: x\r\n\r\na\0b\r\n");

        assertThat(mbox.read(mbox.scan().getFirst())).isEqualTo("Subject: x\r\n\r\na\u0080b\r\n");
    }

    @Test
    void showsForeignMessagesAsTheyStand() throws IOException {
        byte[] file =
                Mails.octets(
                        """
                        From x@y Mon Nov 23 10:00:00 2026
                        Subject: a
                        Status: RO
                        X-Status: AF
                        X-Keywords: $Forwarded  work
                        Content-Length: 99999

                        >From here

                        From x@y Mon Nov 23 10:00:00 2026
                        Subject: b

                        no line end\
                        """);

        List<ScannedMessage> found = scan(file);

        assertThat(found).hasSize(2);
        assertThat(read(file, found.getFirst())).isEqualTo("Subject: a\r\n\r\n>From here\r\n");
        assertThat(found.getFirst().state().flags())
                .isEqualTo(
                        new Flags(
                                Flags.SEEN | Flags.ANSWERED | Flags.FLAGGED,
                                Set.of("$Forwarded", "work")));
        assertThat(read(file, found.get(1))).isEqualTo("Subject: b\r\n\r\nno line end\r\n");
        assertThat(found.get(1).octets()).isEqualTo("Subject: b\r\n\r\nno line end\r\n".length());
        assertThat(found.getFirst().date()).isEqualTo(DATE);
    }

    @Test
    void readsFilesWithCrLf() throws IOException {
        String text = "Subject: a\r\n\r\nbody\r\n";
        byte[] file =
                Mails.octets(("From x Mon Nov 23 10:00:00 2026\r\n" + text + "\r\n").repeat(2));

        List<ScannedMessage> found = scan(file);

        assertThat(found).hasSize(2);
        assertThat(read(file, found.get(1))).isEqualTo(text);
        assertThat(found.get(1).octets()).isEqualTo(text.length());
    }

    @Test
    void believesItsOwnFieldOnlyWithTheRightChecksum() throws IOException {
        var mbox = new Mbox();
        mbox.add("Subject: x\r\n\r\n>From y");
        String file = mbox.octets.toString(StandardCharsets.ISO_8859_1);
        byte[] changed = Mails.octets(file.replace(">>From y", ">>From z"));

        ScannedMessage message = scan(changed).getFirst();

        assertThat(message.form()).isZero();
        assertThat(read(changed, message))
                .startsWith("Subject: x\r\nX-Mailroom: v=1; quoted; noeol; crc=")
                .endsWith("\r\n\r\n>>From z\r\n");
        assertThat(message.octets()).isEqualTo(read(changed, message).length());
    }

    @Test
    void passesOverWhatStandsBeforeTheFirstMessage() throws IOException {
        byte[] file = Mails.octets("junk\n\nFrom x Mon Nov 23 10:00:00 2026\nA: b\n\n");

        assertThat(scan(file)).singleElement().matches(message -> message.offset() == 6);
    }

    @Test
    void readsTheStateOfAMailboxFromDovecot() throws IOException {
        byte[] file =
                Mails.octets(
                        """
                        From x@y Mon Nov 23 10:00:00 2026
                        Subject: a
                        X-IMAPbase: 1763892000 0000000007 $Label1
                        X-UID: 3
                        Status: RO

                        text

                        """);

        ScannedMessage message = scan(file).getFirst();

        assertThat(message.base()).hasValue(new FoundState.Base(1763892000L, 7));
        assertThat(message.state().uid()).hasValue(3L);
        assertThat(message.state().age()).isEqualTo(StateFields.Age.OLD);
    }
}
