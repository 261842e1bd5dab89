// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.time.Duration;
import java.util.List;

/// Filters that are other mail systems: they get mail, and give back what they let through.
public final class FilterParameters {
    static final Chapter CHAPTER = new Chapter("Content filters");

    public static final Parameter<String> CONTENT_FILTER =
            CHAPTER.add(
                    Parameter.of(
                                    "content_filter",
                                    Type.text(),
                                    "",
                                    """
                                    The filter that queued mail goes to, `transport:nexthop`, in the place \
                                    of where it is to go, such as `smtp:[127.0.0.1]:10025`. What the filter \
                                    lets through it gives back, by SMTP to another port, or by `sendmail`, \
                                    where the same filter must not be set: \
                                    `127.0.0.1:10026/inet/content_filter =`. Each service may have its own; \
                                    that of mail from `sendmail` is `pickup/unix/content_filter`. Mail that \
                                    the server itself writes goes to no filter. `FILTER` in access tables \
                                    and in `header_checks` names another one for a message. Where the filter \
                                    does not answer, mail waits in the queue.\
                                    """)
                            .differs(
                                    """
                                    The LMTP server has none by default. Aliases and `.forward` files are \
                                    followed when the filter has given the mail back, as in Postfix; a \
                                    message of which an operator takes the filter away (`mailroom queue \
                                    transport ID`) has to be requeued for that.\
                                    """));

    public static final Parameter<String> DEFAULT_FILTER_NEXTHOP =
            CHAPTER.add(
                    "default_filter_nexthop",
                    Type.text(),
                    "",
                    """
                    The next hop of a filter that is named without one. Empty: the domain of the \
                    recipient.\
                    """);

    public static final Parameter<List<ReceiveOverride>> RECEIVE_OVERRIDE_OPTIONS =
            CHAPTER.add(
                    Parameter.of(
                                    "receive_override_options",
                                    Type.someNamed(ReceiveOverride.class),
                                    "",
                                    """
                                    What is not done with mail that comes in, so that it is done once where \
                                    mail goes through a filter: `no_unknown_recipient_checks`; \
                                    `no_address_mappings` (canonical tables, masquerade, virtual aliases, \
                                    copies), often before the filter; `no_header_body_checks` and \
                                    `no_milters`, often behind it. For each service, \
                                    `127.0.0.1:10026/inet/receive_override_options = no_header_body_checks`, \
                                    and as `pickup/unix/receive_override_options` for mail from `sendmail`.\
                                    """)
                            .differs(
                                    """
                                    `no_address_mappings` also leaves the senders that `srs_domain` has \
                                    made as they are.\
                                    """));

    public static final Parameter<String> SMTPD_PROXY_FILTER =
            CHAPTER.add(
                    Parameter.of(
                                    "smtpd_proxy_filter",
                                    Type.text(),
                                    "",
                                    """
                                    The filter that mail goes through before it is queued, an SMTP server: \
                                    `host:port`, `port` of this host, or `unix:/path`. What the client says \
                                    of a message is handed to it, and its reply to the content is what the \
                                    client hears; it gives what it lets through to another port, \
                                    `127.0.0.1:10026/inet/command = smtpd`. It hears by XFORWARD, if it \
                                    offers that, who the client is. Where it does not answer, clients hear \
                                    451 4.3.0. For one service: `smtp/inet/smtpd_proxy_filter`. As many \
                                    sessions with it are open as there are clients that send: \
                                    `smtp/inet/default_process_limit` bounds them.\
                                    """)
                            .differs(
                                    """
                                    The LMTP server has none by default. The filter gets content when the \
                                    client has sent all of it. Where there is a filter, milters are not \
                                    asked by this service, but by the port that mail comes back by; and \
                                    REQUIRETLS and FUTURERELEASE are not offered.\
                                    """));

    public static final Parameter<String> SMTPD_PROXY_EHLO =
            CHAPTER.add(
                    "smtpd_proxy_ehlo",
                    Type.word("a host name"),
                    "$myhostname",
                    """
                    The name by which the server greets the filter before the queue.\
                    """);

    public static final Parameter<Duration> SMTPD_PROXY_TIMEOUT =
            CHAPTER.add(
                    "smtpd_proxy_timeout",
                    Type.duration('s', Duration.ofSeconds(1)),
                    "100s",
                    """
                    How long to wait for the filter before the queue, to connect, and for each of \
                    its replies.\
                    """);

    public static final Parameter<List<ProxyOption>> SMTPD_PROXY_OPTIONS =
            CHAPTER.add(
                    "smtpd_proxy_options",
                    Type.someNamed(ProxyOption.class),
                    "",
                    """
                    `speed_adjust`: the filter before the queue is connected to only when a client \
                    has sent all of a message, so that few filters serve many slow clients. What it \
                    refuses, even a recipient, is refused for the whole message then.\
                    """);

    private FilterParameters() {}
}
