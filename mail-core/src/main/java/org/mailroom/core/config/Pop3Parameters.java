// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.time.Duration;

/// POP3, named as in Dovecot where it has a name.
public final class Pop3Parameters {
    static final Chapter CHAPTER = new Chapter("POP3");

    public static final Parameter<Duration> POP3_LOGIN_TIMEOUT =
            CHAPTER.add(
                    Parameter.of(
                                    "pop3_login_timeout",
                                    Type.duration('s', Duration.ofSeconds(1)),
                                    "180s",
                                    """
                                    How long a client may take to log in.\
                                    """)
                            .own());

    public static final Parameter<Duration> POP3_IDLE_TIMEOUT =
            CHAPTER.add(
                    Parameter.of(
                                    "pop3_idle_timeout",
                                    Type.duration('s', Duration.ofSeconds(1)),
                                    "10m",
                                    """
                                    How long a client may be silent after that (RFC 1939 §3 asks for ten \
                                    minutes).\
                                    """)
                            .own());

    public static final Parameter<Boolean> POP3_NO_FLAG_UPDATES =
            CHAPTER.add(
                    Parameter.of(
                                    "pop3_no_flag_updates",
                                    Type.yesNo(),
                                    "no",
                                    """
                                    Whether messages stay unseen when they are retrieved.\
                                    """)
                            .own());

    private Pop3Parameters() {}
}
