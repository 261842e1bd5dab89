// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.time.Duration;
import java.util.List;

/// How mail is sent on.
public final class SmtpClientParameters {
    static final Chapter CHAPTER = new Chapter("SMTP client");

    public static final Parameter<String> SMTP_HELO_NAME =
            CHAPTER.add(
                    "smtp_helo_name",
                    Type.word("a host name"),
                    "$myhostname",
                    """
                    The name in EHLO.\
                    """);

    public static final Parameter<Duration> SMTP_CONNECT_TIMEOUT =
            CHAPTER.add(
                    "smtp_connect_timeout",
                    Type.duration('s', Duration.ofSeconds(1)),
                    "30s",
                    """
                    How long a connection may take.\
                    """);

    public static final Parameter<Duration> SMTP_HELO_TIMEOUT =
            CHAPTER.add(
                    "smtp_helo_timeout",
                    Type.duration('s', Duration.ofSeconds(1)),
                    "300s",
                    """
                    How long the greeting and the answer to EHLO may take.\
                    """);

    public static final Parameter<Duration> SMTP_MAIL_TIMEOUT =
            CHAPTER.add(
                    "smtp_mail_timeout",
                    Type.duration('s', Duration.ofSeconds(1)),
                    "300s",
                    """
                    How long the answer to MAIL may take.\
                    """);

    public static final Parameter<Duration> SMTP_RCPT_TIMEOUT =
            CHAPTER.add(
                    "smtp_rcpt_timeout",
                    Type.duration('s', Duration.ofSeconds(1)),
                    "300s",
                    """
                    How long the answer to RCPT may take.\
                    """);

    public static final Parameter<Duration> SMTP_DATA_INIT_TIMEOUT =
            CHAPTER.add(
                    "smtp_data_init_timeout",
                    Type.duration('s', Duration.ofSeconds(1)),
                    "120s",
                    """
                    How long the answer to DATA may take.\
                    """);

    public static final Parameter<Duration> SMTP_DATA_XFER_TIMEOUT =
            CHAPTER.add(
                    "smtp_data_xfer_timeout",
                    Type.duration('s', Duration.ofSeconds(1)),
                    "180s",
                    """
                    How long the other server may take no octets of a message.\
                    """);

    public static final Parameter<Duration> SMTP_DATA_DONE_TIMEOUT =
            CHAPTER.add(
                    "smtp_data_done_timeout",
                    Type.duration('s', Duration.ofSeconds(1)),
                    "600s",
                    """
                    How long the answer to the end of a message may take.\
                    """);

    public static final Parameter<Integer> SMTP_MX_ADDRESS_LIMIT =
            CHAPTER.add(
                    "smtp_mx_address_limit",
                    Type.number(0, Integer.MAX_VALUE),
                    "5",
                    """
                    How many addresses of the servers of a domain are tried. 0 is no limit.\
                    """);

    public static final Parameter<Integer> SMTP_MX_SESSION_LIMIT =
            CHAPTER.add(
                    "smtp_mx_session_limit",
                    Type.number(0, Integer.MAX_VALUE),
                    "2",
                    """
                    How many sessions are tried that end before the message is sent. 0 is no \
                    limit.\
                    """);

    public static final Parameter<Boolean> SMTP_SKIP_5XX_GREETING =
            CHAPTER.add(
                    "smtp_skip_5xx_greeting",
                    Type.yesNo(),
                    "yes",
                    """
                    Whether a server that greets with 5xx is left for the next one.\
                    """);

    public static final Parameter<String> SMTP_BIND_ADDRESS =
            CHAPTER.add(
                    "smtp_bind_address",
                    Type.text(),
                    "",
                    """
                    The IPv4 address that connections come from. Empty: the system chooses.\
                    """);

    public static final Parameter<String> SMTP_BIND_ADDRESS6 =
            CHAPTER.add(
                    "smtp_bind_address6",
                    Type.text(),
                    "",
                    """
                    The IPv6 address that connections come from. Empty: the system chooses.\
                    """);

    public static final Parameter<List<String>> DNS_SERVERS =
            CHAPTER.add(
                    Parameter.of(
                                    "dns_servers",
                                    Type.list(),
                                    "",
                                    """
                                    Name servers, `address` or `address:port`. Empty: those of the system.\
                                    """)
                            .own()
                            .atStart());

    private SmtpClientParameters() {}
}
