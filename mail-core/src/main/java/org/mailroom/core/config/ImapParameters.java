// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.time.Duration;

/// IMAP, named as in Dovecot where it has a name.
public final class ImapParameters {
    static final Chapter CHAPTER = new Chapter("IMAP");

    public static final Parameter<Duration> IMAP_LOGIN_TIMEOUT =
            CHAPTER.add(
                    Parameter.of(
                                    "imap_login_timeout",
                                    Type.duration('s', Duration.ofSeconds(1)),
                                    "180s",
                                    """
                                    How long a client may take to log in.\
                                    """)
                            .own());

    public static final Parameter<Duration> IMAP_IDLE_TIMEOUT =
            CHAPTER.add(
                    Parameter.of(
                                    "imap_idle_timeout",
                                    Type.duration('s', Duration.ofSeconds(1)),
                                    "30m",
                                    """
                                    How long a client may be silent after that (RFC 9051 §5.4 asks for half \
                                    an hour).\
                                    """)
                            .own());

    public static final Parameter<Duration> IMAP_IDLE_NOTIFY_INTERVAL =
            CHAPTER.add(
                    Parameter.of(
                                    "imap_idle_notify_interval",
                                    Type.duration('s', Duration.ofSeconds(1)),
                                    "2m",
                                    """
                                    How often a client in IDLE is told that the server is still there.\
                                    """)
                            .own());

    public static final Parameter<Integer> IMAP_MAX_LINE_LENGTH =
            CHAPTER.add(
                    Parameter.of(
                                    "imap_max_line_length",
                                    Type.number(1024, 16777216),
                                    "65536",
                                    """
                                    The longest command, in octets, without its literals.\
                                    """)
                            .own());

    private ImapParameters() {}
}
