// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.time.Duration;
import java.util.List;

/// How addresses are verified by asking the servers they are at.
public final class VerifyParameters {
    static final Chapter CHAPTER = new Chapter("Address verification");
    private static final Duration SECOND = Duration.ofSeconds(1);

    public static final Parameter<String> ADDRESS_VERIFY_MAP =
            CHAPTER.add(
                    Parameter.of(
                                    "address_verify_map",
                                    Type.text(),
                                    "$data_directory/verify_cache",
                                    """
                                    The file that keeps over a restart what was learnt of addresses. Where it \
                                    is empty, that is forgotten.\
                                    """)
                            .atStart()
                            .differs(
                                    """
                                    It is a text file, whatever type stands before its name; it is read at \
                                    the start, and written each minute and at the stop.\
                                    """));

    public static final Parameter<String> ADDRESS_VERIFY_SENDER =
            CHAPTER.add(
                    "address_verify_sender",
                    Type.text(),
                    "$double_bounce_sender",
                    """
                    The sender of a probe. `<>` or nothing is the null sender.\
                    """);

    public static final Parameter<List<String>> ADDRESS_VERIFY_TRANSPORT_MAPS =
            CHAPTER.add(
                    "address_verify_transport_maps",
                    Type.tables(),
                    "$transport_maps",
                    """
                    `transport_maps` for probes.\
                    """);

    public static final Parameter<String> ADDRESS_VERIFY_LOCAL_TRANSPORT =
            CHAPTER.add(
                    "address_verify_local_transport",
                    Type.word("transport:nexthop"),
                    "$local_transport",
                    """
                    `local_transport` for probes.\
                    """);

    public static final Parameter<String> ADDRESS_VERIFY_VIRTUAL_TRANSPORT =
            CHAPTER.add(
                    "address_verify_virtual_transport",
                    Type.word("transport:nexthop"),
                    "$virtual_transport",
                    """
                    `virtual_transport` for probes.\
                    """);

    public static final Parameter<String> ADDRESS_VERIFY_RELAY_TRANSPORT =
            CHAPTER.add(
                    "address_verify_relay_transport",
                    Type.word("transport:nexthop"),
                    "$relay_transport",
                    """
                    `relay_transport` for probes.\
                    """);

    public static final Parameter<String> ADDRESS_VERIFY_DEFAULT_TRANSPORT =
            CHAPTER.add(
                    "address_verify_default_transport",
                    Type.word("transport:nexthop"),
                    "$default_transport",
                    """
                    `default_transport` for probes.\
                    """);

    public static final Parameter<String> ADDRESS_VERIFY_RELAYHOST =
            CHAPTER.add(
                    "address_verify_relayhost",
                    Type.text(),
                    "$relayhost",
                    """
                    `relayhost` for probes.\
                    """);

    public static final Parameter<List<String>>
            ADDRESS_VERIFY_SENDER_DEPENDENT_DEFAULT_TRANSPORT_MAPS =
                    CHAPTER.add(
                            "address_verify_sender_dependent_default_transport_maps",
                            Type.tables(),
                            "$sender_dependent_default_transport_maps",
                            """
                            `sender_dependent_default_transport_maps` for probes.\
                            """);

    public static final Parameter<List<String>> ADDRESS_VERIFY_SENDER_DEPENDENT_RELAYHOST_MAPS =
            CHAPTER.add(
                    "address_verify_sender_dependent_relayhost_maps",
                    Type.tables(),
                    "$sender_dependent_relayhost_maps",
                    """
                    `sender_dependent_relayhost_maps` for probes.\
                    """);

    public static final Parameter<Integer> ADDRESS_VERIFY_POLL_COUNT =
            CHAPTER.add(
                    "address_verify_poll_count",
                    Type.number(1, Integer.MAX_VALUE),
                    "${stress?{1}:{3}}",
                    """
                    How often it is looked whether a probe has ended, before a client is asked \
                    to come again. 1 does not wait for it.\
                    """);

    public static final Parameter<Duration> ADDRESS_VERIFY_POLL_DELAY =
            CHAPTER.add(
                    "address_verify_poll_delay",
                    Type.duration('s', SECOND),
                    "3s",
                    """
                    The time between two looks.\
                    """);

    public static final Parameter<Boolean> ADDRESS_VERIFY_NEGATIVE_CACHE =
            CHAPTER.add(
                    "address_verify_negative_cache",
                    Type.yesNo(),
                    "yes",
                    """
                    Whether it is kept that an address is not deliverable.\
                    """);

    public static final Parameter<Duration> ADDRESS_VERIFY_POSITIVE_EXPIRE_TIME =
            time(
                    "address_verify_positive_expire_time",
                    "31d",
                    "How long an address is known to be deliverable.");

    public static final Parameter<Duration> ADDRESS_VERIFY_POSITIVE_REFRESH_TIME =
            time(
                    "address_verify_positive_refresh_time",
                    "7d",
                    "When it is asked for again, without waiting for that.");

    public static final Parameter<Duration> ADDRESS_VERIFY_NEGATIVE_EXPIRE_TIME =
            time(
                    "address_verify_negative_expire_time",
                    "3d",
                    "How long an address is known not to be deliverable.");

    public static final Parameter<Duration> ADDRESS_VERIFY_NEGATIVE_REFRESH_TIME =
            CHAPTER.add(
                    "address_verify_negative_refresh_time",
                    Type.duration('h', SECOND),
                    "3h",
                    "When that is asked for again, without waiting for it.");

    public static final Parameter<Integer> ADDRESS_VERIFY_PENDING_REQUEST_LIMIT =
            CHAPTER.add(
                    "address_verify_pending_request_limit",
                    Type.number(1, Integer.MAX_VALUE),
                    "5000",
                    """
                    How many addresses are asked for at the same time, those that wait for it \
                    included.\
                    """);

    public static final Parameter<String> UNVERIFIED_RECIPIENT_REJECT_REASON =
            reason("unverified_recipient_reject_reason", "`reject_unverified_recipient`");

    public static final Parameter<String> UNVERIFIED_SENDER_REJECT_REASON =
            reason("unverified_sender_reject_reason", "`reject_unverified_sender`");

    private VerifyParameters() {}

    private static Parameter<Duration> time(String name, String usual, String doc) {
        return CHAPTER.add(name, Type.duration('d', SECOND), usual, doc);
    }

    private static Parameter<String> reason(String name, String restriction) {
        return CHAPTER.add(
                name,
                Type.text(),
                "",
                "What " + restriction + " says in the place of what the server has said.");
    }
}
