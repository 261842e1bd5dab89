// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.time.Duration;
import java.util.List;

/// Where this server listens.
public final class ListenParameters {
    static final Chapter CHAPTER = new Chapter("Listeners");

    public static final Parameter<List<String>> INET_INTERFACES =
            CHAPTER.add(
                    Parameter.of(
                                    "inet_interfaces",
                                    Type.list(),
                                    "all",
                                    """
                                    The addresses on which a bare port of the parameters below is opened: \
                                    `all`, `loopback-only`, or host names and addresses.\
                                    """)
                            .atStart());

    public static final Parameter<List<Network>> PROXY_INTERFACES =
            CHAPTER.add(
                    "proxy_interfaces",
                    Type.addressBlocks(),
                    "",
                    """
                    Addresses from which a router or proxy passes connections on to this server. Mail \
                    is not sent there, as it would come back, where this server is the backup of a \
                    domain, and `user@[address]` is a user of this server.\
                    """);

    public static final Parameter<List<InetProtocol>> INET_PROTOCOLS =
            CHAPTER.add(
                    Parameter.of(
                                    "inet_protocols",
                                    Type.someOf(InetProtocol.class),
                                    "all",
                                    """
                                    The versions of IP that are used, for listening and for sending: `all`, \
                                    `ipv4`, `ipv6`.\
                                    """)
                            .atStart());

    public static final Parameter<List<ListenAddress>> SMTP_LISTEN =
            CHAPTER.add(
                    Parameter.of(
                                    "smtp_listen",
                                    Type.listeners(),
                                    "25",
                                    """
                                    SMTP from other servers. Each listener is `port`, `host:port`, \
                                    `[address]:port` or `unix:path`; a bare port is opened on every address \
                                    of `inet_interfaces`; empty is off.\
                                    """)
                            .own()
                            .atStart());

    public static final Parameter<List<ListenAddress>> SUBMISSION_LISTEN =
            CHAPTER.add(
                    Parameter.of(
                                    "submission_listen",
                                    Type.listeners(),
                                    "587",
                                    """
                                    Submission by users, who log in after STARTTLS (RFC 6409).\
                                    """)
                            .own()
                            .atStart());

    public static final Parameter<List<ListenAddress>> SUBMISSIONS_LISTEN =
            CHAPTER.add(
                    Parameter.of(
                                    "submissions_listen",
                                    Type.listeners(),
                                    "465",
                                    """
                                    Submission by users over TLS from the first octet (RFC 8314).\
                                    """)
                            .own()
                            .atStart());

    public static final Parameter<List<ListenAddress>> LMTP_LISTEN =
            CHAPTER.add(
                    Parameter.of(
                                    "lmtp_listen",
                                    Type.listeners(),
                                    "",
                                    """
                                    LMTP from other mail systems of this site (RFC 2033), as \
                                    `unix:/run/mailroom/lmtp` or `localhost:24`: mail for our own \
                                    domains, which the other system has judged, so that no \
                                    restriction but `reject_unauth_destination` is asked. A Unix \
                                    socket is for every user of this host who can enter its directory.\
                                    """)
                            .own()
                            .atStart());

    public static final Parameter<List<ListenAddress>> IMAP_LISTEN =
            CHAPTER.add(
                    Parameter.of(
                                    "imap_listen",
                                    Type.listeners(),
                                    "143",
                                    """
                                    IMAP, with STARTTLS.\
                                    """)
                            .own()
                            .atStart());

    public static final Parameter<List<ListenAddress>> IMAPS_LISTEN =
            CHAPTER.add(
                    Parameter.of(
                                    "imaps_listen",
                                    Type.listeners(),
                                    "993",
                                    """
                                    IMAP over TLS from the first octet.\
                                    """)
                            .own()
                            .atStart());

    public static final Parameter<List<ListenAddress>> POP3_LISTEN =
            CHAPTER.add(
                    Parameter.of(
                                    "pop3_listen",
                                    Type.listeners(),
                                    "110",
                                    """
                                    POP3, with STLS.\
                                    """)
                            .own()
                            .atStart());

    public static final Parameter<List<ListenAddress>> POP3S_LISTEN =
            CHAPTER.add(
                    Parameter.of(
                                    "pop3s_listen",
                                    Type.listeners(),
                                    "995",
                                    """
                                    POP3 over TLS from the first octet.\
                                    """)
                            .own()
                            .atStart());

    public static final Parameter<List<ListenAddress>> SIEVE_LISTEN =
            CHAPTER.add(
                    Parameter.of(
                                    "sieve_listen",
                                    Type.listeners(),
                                    "4190",
                                    """
                                    ManageSieve. Not built yet: nothing listens.\
                                    """)
                            .own()
                            .notYet("there is no ManageSieve server yet, so nothing listens")
                            .atStart());

    public static final Parameter<List<ListenAddress>> HTTP_LISTEN =
            CHAPTER.add(
                    Parameter.of(
                                    "http_listen",
                                    Type.listeners(),
                                    "",
                                    """
                                    HTTP for client configuration, metrics and health. Not built yet: nothing listens.\
                                    """)
                            .own()
                            .notYet("there is no HTTP server yet, so nothing listens")
                            .atStart());

    public static final Parameter<UpstreamProxy> SMTPD_UPSTREAM_PROXY_PROTOCOL =
            CHAPTER.add(
                    Parameter.of(
                                    "smtpd_upstream_proxy_protocol",
                                    Type.oneOf(UpstreamProxy.class, UpstreamProxy.NONE),
                                    "",
                                    """
                                    `haproxy` where a proxy in front of SMTP says with each connection \
                                    who the client is. Nobody else can connect then: set it for one \
                                    service, as in `smtp/inet/smtpd_upstream_proxy_protocol`. Empty is no \
                                    proxy. See `haproxy_trusted_networks`.\
                                    """)
                            .atStart());

    public static final Parameter<List<Network>> HAPROXY_TRUSTED_NETWORKS =
            CHAPTER.add(
                    Parameter.of(
                                    "haproxy_trusted_networks",
                                    Type.addressBlocks(),
                                    "127.0.0.0/8 [::1]/128",
                                    """
                                    The proxies that may say who a client is, at the ports with \
                                    `smtpd_upstream_proxy_protocol` or `login_upstream_proxy_protocol`. \
                                    All others are hung up on there, as whoever is believed can be in \
                                    `mynetworks`. Who connects to a Unix socket is believed.\
                                    """)
                            .own()
                            .atStart());

    public static final Parameter<Duration> SMTPD_UPSTREAM_PROXY_TIMEOUT =
            CHAPTER.add(
                    Parameter.of(
                                    "smtpd_upstream_proxy_timeout",
                                    Type.seconds(),
                                    "5s",
                                    """
                                    How long to wait until a proxy has said who the client is, at every \
                                    port.\
                                    """)
                            .atStart());

    public static final Parameter<UpstreamProxy> LOGIN_UPSTREAM_PROXY_PROTOCOL =
            CHAPTER.add(
                    Parameter.of(
                                    "login_upstream_proxy_protocol",
                                    Type.oneOf(UpstreamProxy.class, UpstreamProxy.NONE),
                                    "",
                                    """
                                    As `smtpd_upstream_proxy_protocol`, for IMAP and POP3: Dovecot's \
                                    `haproxy = yes` of a listener is \
                                    `imaps/inet/login_upstream_proxy_protocol = haproxy`.\
                                    """)
                            .own()
                            .atStart());

    private ListenParameters() {}
}
