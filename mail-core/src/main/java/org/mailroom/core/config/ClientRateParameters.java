// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.time.Duration;
import java.util.List;

/// How much of the SMTP server one client may take (Postfix's anvil).
public final class ClientRateParameters {
    static final Chapter CHAPTER = new Chapter("Rates of SMTP clients");

    public static final Parameter<Integer> SMTPD_CLIENT_CONNECTION_COUNT_LIMIT =
            CHAPTER.add(
                    Parameter.of(
                                    "smtpd_client_connection_count_limit",
                                    Type.number(0, Integer.MAX_VALUE),
                                    "50",
                                    """
                                    How many connections one client may have at once. 0 is no limit, as for \
                                    all limits here.\
                                    """)
                            .atStart());

    public static final Parameter<Integer> SMTPD_CLIENT_CONNECTION_RATE_LIMIT =
            rate(
                    "smtpd_client_connection_rate_limit",
                    "How many connections one client may open in `anvil_rate_time_unit`.");

    public static final Parameter<Integer> SMTPD_CLIENT_MESSAGE_RATE_LIMIT =
            rate(
                    "smtpd_client_message_rate_limit",
                    "How often one client may say MAIL in `anvil_rate_time_unit`.");

    public static final Parameter<Integer> SMTPD_CLIENT_RECIPIENT_RATE_LIMIT =
            rate(
                    "smtpd_client_recipient_rate_limit",
                    "How many recipients one client may name in `anvil_rate_time_unit`.");

    public static final Parameter<Integer> SMTPD_CLIENT_NEW_TLS_SESSION_RATE_LIMIT =
            rate(
                    "smtpd_client_new_tls_session_rate_limit",
                    "How often one client may begin TLS in `anvil_rate_time_unit`.");

    public static final Parameter<Integer> SMTPD_CLIENT_AUTH_RATE_LIMIT =
            rate(
                    "smtpd_client_auth_rate_limit",
                    "How often one client may say AUTH in `anvil_rate_time_unit`.");

    public static final Parameter<Duration> ANVIL_RATE_TIME_UNIT =
            CHAPTER.add(
                    "anvil_rate_time_unit",
                    Type.duration('s', Duration.ofSeconds(1)),
                    "60s",
                    "The time for which the rates of clients hold.");

    public static final Parameter<List<String>> SMTPD_CLIENT_EVENT_LIMIT_EXCEPTIONS =
            CHAPTER.add(
                    Parameter.of(
                                    "smtpd_client_event_limit_exceptions",
                                    Type.networks(),
                                    "${smtpd_client_connection_limit_exceptions?"
                                        + "{$smtpd_client_connection_limit_exceptions}:{$mynetworks}}",
                                    """
                                    Clients for which none of these limits holds.\
                                    """)
                            .differs(
                                    """
                                    With the older name those are exempt that it names; in Postfix nobody \
                                    is then.\
                                    """)
                            .atStart());

    public static final Parameter<List<String>> SMTPD_CLIENT_CONNECTION_LIMIT_EXCEPTIONS =
            CHAPTER.add(
                    Parameter.of(
                                    "smtpd_client_connection_limit_exceptions",
                                    Type.networks(),
                                    "",
                                    "The name that Postfix had before 2.2 for"
                                            + " `smtpd_client_event_limit_exceptions`.")
                            .atStart());

    public static final Parameter<Integer> SMTPD_CLIENT_IPV4_PREFIX_LENGTH =
            CHAPTER.add(
                    Parameter.of(
                                    "smtpd_client_ipv4_prefix_length",
                                    Type.number(1, 32),
                                    "32",
                                    "Addresses that begin with so many equal bits are one client.")
                            .atStart());

    public static final Parameter<Integer> SMTPD_CLIENT_IPV6_PREFIX_LENGTH =
            CHAPTER.add(
                    Parameter.of(
                                    "smtpd_client_ipv6_prefix_length",
                                    Type.number(1, 128),
                                    "64",
                                    "The same for IPv6.")
                            .atStart()
                            .differs(
                                    """
                                    The default in Postfix is 84; but one customer has a network of 64 bits for \
                                    himself.\
                                    """));

    private ClientRateParameters() {}

    private static Parameter<Integer> rate(String name, String doc) {
        return CHAPTER.add(name, Type.number(0, Integer.MAX_VALUE), "0", doc + " 0 is no limit.");
    }
}
