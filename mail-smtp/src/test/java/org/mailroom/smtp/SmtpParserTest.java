// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Notify;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;

class SmtpParserTest {
    private static final ReversePath SENDER = new ReversePath.Sender(new Address("a", "b.c"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAIL FROM:<a@b.c>",
                "mail from:<a@b.c>",
                "MAIL FROM: <a@b.c> ",
                "MAIL FROM:a@b.c",
                "MAIL FROM:<@x.y:a@b.c>"
            })
    void readsTheSender(String line) {
        assertThat(parse(line)).isEqualTo(new SmtpCommand.Mail(SENDER, MailParameters.NONE));
    }

    @Test
    void readsTheParametersOfMail() {
        assertThat(
                        parse(
                                "MAIL FROM:<a@b.c> SIZE=100 BODY=8bitmime SMTPUTF8 AUTH=x+40y"
                                    + " ENVID=q+2B1 RET=HDRS REQUIRETLS BY=60;RT MT-PRIORITY=-9"))
                .isEqualTo(
                        new SmtpCommand.Mail(
                                SENDER,
                                new MailParameters(
                                        OptionalLong.of(100),
                                        Envelope.Body.EIGHT_BIT_MIME,
                                        Envelope.Encoding.SMTPUTF8,
                                        Optional.of("x@y"),
                                        Optional.of("q+1"),
                                        Envelope.Returning.HDRS,
                                        Envelope.TlsDemand.REQUIRED,
                                        new FutureRelease.Now(),
                                        DeliverBy.parse("60;RT"),
                                        OptionalInt.of(-9))));
    }

    @Test
    void takesASizeThatFitsNoNumberForTheLargest() {
        assertThat(parse("MAIL FROM:<> SIZE=99999999999999999999"))
                .isEqualTo(
                        new SmtpCommand.Mail(
                                ReversePath.NULL,
                                new MailParameters(
                                        OptionalLong.of(Long.MAX_VALUE),
                                        Envelope.Body.SEVEN_BIT,
                                        Envelope.Encoding.ASCII,
                                        Optional.empty(),
                                        Optional.empty(),
                                        Envelope.Returning.UNSAID,
                                        Envelope.TlsDemand.UNSAID,
                                        new FutureRelease.Now(),
                                        Optional.empty(),
                                        OptionalInt.empty())));
    }

    @Test
    void readsTheParametersOfRcpt() {
        assertThat(parse("RCPT TO:<a@b.c> NOTIFY=success,DELAY ORCPT=rfc822;x+2By@b.c"))
                .isEqualTo(
                        new SmtpCommand.Rcpt(
                                new Address("a", "b.c"),
                                new RcptParameters(
                                        Notify.parse("SUCCESS,DELAY").orElseThrow(),
                                        Optional.of("rfc822;x+y@b.c"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    MAIL FROM:<a@b.c> SIZE=-1               | MAIL
                    MAIL FROM:<a@b.c> SIZE=1 SIZE=1         | MAIL
                    MAIL FROM:<a@b.c> SIZE=999999999999999999999 | MAIL
                    MAIL FROM:<a@b.c> BODY=9BIT             | MAIL
                    MAIL FROM:<a@b.c> BY=0;R             | MAIL
                    MAIL FROM:<a@b.c>SIZE=1                 | MAIL
                    MAIL FROM:<a@b.c                        | MAIL
                    MAIL FROM:<grå@b.c>                     | MAIL
                    MAIL TO:<a@b.c>                         | MAIL
                    MAIL FROM:<a@b.c> RET=ALL               | MAIL
                    MAIL FROM:<a@b.c> ENVID=                | MAIL
                    MAIL FROM:<a@b.c> ENVID=a+0Ab           | MAIL
                    RCPT TO:<a@b.c> NOTIFY=NEVER,DELAY      | RCPT
                    RCPT TO:<a@b.c> NOTIFY=                 | RCPT
                    RCPT TO:<a@b.c> NOTIFY=DELAY,DELAY      | RCPT
                    RCPT TO:<a@b.c> NOTIFY=DELAY NOTIFY=DELAY | RCPT
                    RCPT TO:<a@b.c> ORCPT=a@b.c             | RCPT
                    RCPT TO:<a@b.c> ORCPT=rfc822;a+0Ab      | RCPT
                    RCPT TO:<a@b.c> SIZE=1                  | RCPT
                    RCPT TO:<>                              | RCPT
                    DATA now                                | DATA
                    RSET x                                  | RSET
                    STARTTLS x                              | STARTTLS
                    HELO                                    | HELO
                    VRFY                                    | VRFY
                    AUTH                                    | AUTH
                    AUTH PLAIN a b                          | AUTH
                    """)
    void answersACommandThatBreaksItsGrammar(String line, Verb verb) {
        assertThat(parse(line))
                .isInstanceOfSatisfying(
                        SmtpCommand.Malformed.class,
                        malformed -> assertThat(malformed.of()).isEqualTo(verb));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP\rQUIT", "NO\0OP", "RCPT TO:<a\u007f@b.c>", "\u0016\u0003\u0001"})
    void refusesControlCharacters(String line) {
        assertThat(parse(line))
                .isEqualTo(new SmtpCommand.Malformed(Verb.UNKNOWN, Reply.BAD_SYNTAX));
    }

    @Test
    void refusesOctetsThatAreNoUtf8() {
        assertThat(
                        SmtpParser.parse(
                                new byte[] {'N', 'O', (byte) 0xff}, SmtpParser.Brackets.OPTIONAL))
                .isEqualTo(new SmtpCommand.Malformed(Verb.UNKNOWN, Reply.BAD_SYNTAX));
    }

    @Test
    void joinsTheWordsOfAHostName() {
        assertThat(parse("HELO my pc")).isEqualTo(new SmtpCommand.Helo("my pc"));
        assertThat(parse("EHLO\tmy \t pc ")).isEqualTo(new SmtpCommand.Ehlo("my pc"));
    }

    @Test
    void readsARecipientAndAnAuthentication() {
        assertThat(parse("RCPT TO:<\"x y\"@b.c>"))
                .isEqualTo(new SmtpCommand.Rcpt(new Address("x y", "b.c"), RcptParameters.NONE));
        assertThat(parse("auth plain AGE="))
                .isEqualTo(new SmtpCommand.Auth("PLAIN", Optional.of("AGE=")));
    }

    @Test
    void answersAnyLine() {
        var random = new Random(20261122);
        String[] words = {"MAIL FROM:", "RCPT TO:", "<", ">", "\"", "\\", "@", "a", " ", "SIZE="};
        for (int round = 0; round < 50_000; round++) {
            var line = new StringBuilder(words[random.nextInt(2)]);
            for (int i = random.nextInt(10); i > 0; i--) {
                line.append(words[random.nextInt(words.length)]);
            }
            assertThat(parse(line.toString())).as("round %d: %s", round, line).isNotNull();
        }
    }

    private static SmtpCommand parse(String line) {
        return SmtpParser.parse(
                line.getBytes(StandardCharsets.UTF_8), SmtpParser.Brackets.OPTIONAL);
    }
}
