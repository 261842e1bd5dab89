// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.milter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.ListText;
import org.mailroom.core.config.MilterAction;
import org.mailroom.smtp.milter.MilterSpec.HeaderReplies;
import org.mailroom.smtp.milter.MilterSpec.Manner;
import org.mailroom.smtp.milter.MilterSpec.Place;

import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class SpecParserTest {
    private static final MilterDefaults DEFAULTS =
            new MilterDefaults(
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(300),
                    MilterAction.SHUTDOWN,
                    "6",
                    Path.of("/var/spool/postfix"));

    @ParameterizedTest
    @CsvSource({
        "inet:127.0.0.1:8891, 127.0.0.1, 8891",
        "inet:localhost:11332, localhost, 11332",
        "inet:[::1]:99, ::1, 99",
        "inet:8891, localhost, 8891"
    })
    void readsHosts(String text, String host, int port) {
        assertThat(parse(text))
                .singleElement()
                .extracting(MilterSpec::place)
                .isEqualTo(new Place.Host(host, port));
    }

    // As in the guides of Debian
    @ParameterizedTest
    @CsvSource({
        "local:opendkim/opendkim.sock, /var/spool/postfix/opendkim/opendkim.sock",
        "unix:/run/opendkim.sock, /run/opendkim.sock"
    })
    void readsSockets(String text, String path) {
        assertThat(parse(text))
                .singleElement()
                .extracting(MilterSpec::place)
                .isEqualTo(new Place.Socket(UnixDomainSocketAddress.of(path)));
    }

    @Test
    void readsSeveralWithTheirOptions() {
        List<MilterSpec> specs =
                parse(
                        """
                        unix:/run/opendkim/opendkim.sock, { inet:localhost:11332,
                         connect_timeout=10s, command_timeout = 1m, content_timeout=5,
                         default_action=accept { protocol = 4, no_header_reply } }\
                        """);

        assertThat(specs)
                .containsExactly(
                        new MilterSpec(
                                "unix:/run/opendkim/opendkim.sock",
                                new Place.Socket(
                                        UnixDomainSocketAddress.of("/run/opendkim/opendkim.sock")),
                                new Manner(
                                        Duration.ofSeconds(30),
                                        Duration.ofSeconds(30),
                                        Duration.ofSeconds(300),
                                        MilterAction.SHUTDOWN,
                                        6,
                                        HeaderReplies.AS_AGREED)),
                        new MilterSpec(
                                "inet:localhost:11332",
                                new Place.Host("localhost", 11332),
                                new Manner(
                                        Duration.ofSeconds(10),
                                        Duration.ofMinutes(1),
                                        Duration.ofSeconds(5),
                                        MilterAction.ACCEPT,
                                        4,
                                        HeaderReplies.NONE)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "localhost:8891 | expected inet:host:port or unix:path",
                "inet:host:99999 | expected inet:host:port or unix:path",
                "unix: | expected inet:host:port or unix:path",
                "{ } | expected a milter in the braces",
                "{ inet:host:1, speed=high } | unknown milter option speed",
                "{ inet:host:1, default_action=maybe } | expected one of accept",
                "{ inet:host:1, command_timeout=0 } | expected a time of 1s or more",
                "{ inet:host:1, protocol=7 } | expected a version, 2, 3, 4 or 6",
                "{ inet:host:1, x } | expected name=value",
            })
    void saysWhatWasExpected(String text, String expected) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(expected);
    }

    private static List<MilterSpec> parse(String text) {
        return SpecParser.parse(ListText.split(text), DEFAULTS);
    }
}
