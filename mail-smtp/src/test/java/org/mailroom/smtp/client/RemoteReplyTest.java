// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.message.SyntaxException;

import java.util.List;
import java.util.Random;

class RemoteReplyTest {

    @ParameterizedTest
    @CsvSource({
        "250 2.6.0 taken, 2.6.0",
        "250 ok, 2.0.0",
        "250, 2.0.0",
        "550 5.1.1 who, 5.1.1",
        "550 who, 5.0.0",
        "450 4.2.1, 4.2.1",
        "450 4.2.1: later, 4.0.0",
        "354 go, 4.0.0",
        // A code and an enhanced code that contradict each other: the code decides
        "450 5.1.1 odd, 4.1.1",
        "550 5.1.1234 odd, 5.0.0",
        "550 5.1 odd, 5.0.0"
    })
    void tellsTheEnhancedCode(String line, String status) {
        int code = RemoteReply.Line.parse(line).code();

        assertThat(new RemoteReply(code, List.of(line)).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "2", "25", "2500", "250x", "150 no", "650 no", "SSH-2.0", " 250 ok"})
    void knowsWhatIsNoReply(String line) {
        assertThatThrownBy(() -> RemoteReply.Line.parse(line)).isInstanceOf(SyntaxException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "example.test, example.test, 25, smtp, DOMAIN",
        "example.test:2525, example.test, 2525, 2525, DOMAIN",
        "example.test:Submission, example.test, 587, submission, DOMAIN",
        "[mx.test], mx.test, 25, smtp, HOST",
        "[mx.test]:587, mx.test, 587, 587, HOST",
        "[IPv6:2001:db8::1]:26, IPv6:2001:db8::1, 26, 26, HOST",
        "[192.0.2.1], 192.0.2.1, 25, smtp, HOST"
    })
    void readsNextHops(String text, String name, int port, String service, NextHop.Kind kind) {
        assertThat(NextHop.parse(text, Protocol.SMTP, 25))
                .isEqualTo(new NextHop(name, port, service, kind));
    }

    @ParameterizedTest
    @CsvSource({
        "inet:mda.test:2424, mda.test, 2424, 2424",
        "inet:[127.0.0.1], 127.0.0.1, 24, smtp",
        "mda.test, mda.test, 24, smtp",
        "[mda.test]:lmtp, mda.test, 24, lmtp"
    })
    void readsNextHopsOfLmtp(String text, String name, int port, String service) {
        assertThat(NextHop.parse(text, Protocol.LMTP, 24))
                .isEqualTo(new NextHop(name, port, service, NextHop.Kind.HOST));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:b:c", "a:0", "a:65536", "a:99999999999", "[a", "a]", "[]", "a:"})
    void refusesWhatIsNoNextHop(String text) {
        assertThatThrownBy(() -> NextHop.parse(text, Protocol.SMTP, 25))
                .isInstanceOf(SyntaxException.class);
    }

    @Test
    void throwsNothingElseWhateverComes() {
        var random = new Random(7);
        String letters = "0245 -.:[]aZ\u00e9\0\r";
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            parse(text.toString());
        }
    }

    private static void parse(String text) {
        try {
            var line = RemoteReply.Line.parse(text);
            var reply = new RemoteReply(line.code(), List.of(line.text()));
            assertThat(reply.status()).matches("[245]\\.[0-9]{1,3}\\.[0-9]{1,3}");
            Features.of(reply);
        } catch (SyntaxException expected) {
            assertThat(expected).hasMessageContaining("non-SMTP");
        }
        try {
            NextHop.parse(text, Protocol.SMTP, 25);
        } catch (SyntaxException expected) {
            assertThat(expected).hasMessageContaining("bad");
        }
    }
}
