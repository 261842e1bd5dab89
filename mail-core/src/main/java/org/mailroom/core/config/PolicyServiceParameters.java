// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.time.Duration;

/// How policy services are asked.
public final class PolicyServiceParameters {
    static final Chapter CHAPTER = new Chapter("Policy services");
    private static final Duration SECOND = Duration.ofSeconds(1);

    public static final Parameter<String> SMTPD_POLICY_SERVICE_DEFAULT_ACTION =
            CHAPTER.add(
                    "smtpd_policy_service_default_action",
                    Type.word("an action (access(5))"),
                    "451 4.3.5 Server configuration problem",
                    """
                    What is done where a service of `check_policy_service` does not answer. \
                    This and what follows can be set for one service: \
                    `check_policy_service { inet:localhost:10023, timeout=10s, \
                    default_action=DUNNO }`.\
                    """);

    public static final Parameter<Duration> SMTPD_POLICY_SERVICE_MAX_IDLE =
            CHAPTER.add(
                    "smtpd_policy_service_max_idle",
                    Type.duration('s', SECOND),
                    "300s",
                    """
                    How long a connection to a service waits for the next request.\
                    """);

    public static final Parameter<Duration> SMTPD_POLICY_SERVICE_MAX_TTL =
            CHAPTER.add(
                    "smtpd_policy_service_max_ttl",
                    Type.duration('s', SECOND),
                    "1000s",
                    """
                    How long a connection to a service is used.\
                    """);

    public static final Parameter<String> SMTPD_POLICY_SERVICE_POLICY_CONTEXT =
            CHAPTER.add(
                    "smtpd_policy_service_policy_context",
                    Type.text(),
                    "",
                    """
                    What a service is told in the attribute `policy_context`.\
                    """);

    public static final Parameter<Integer> SMTPD_POLICY_SERVICE_REQUEST_LIMIT =
            CHAPTER.add(
                    "smtpd_policy_service_request_limit",
                    Type.number(0, Integer.MAX_VALUE),
                    "0",
                    """
                    How many requests one connection takes. 0 is no limit.\
                    """);

    public static final Parameter<Duration> SMTPD_POLICY_SERVICE_RETRY_DELAY =
            CHAPTER.add(
                    "smtpd_policy_service_retry_delay",
                    Type.duration('s', SECOND),
                    "1s",
                    """
                    How long is waited before a service that did not answer is asked again.\
                    """);

    public static final Parameter<Duration> SMTPD_POLICY_SERVICE_TIMEOUT =
            CHAPTER.add(
                    "smtpd_policy_service_timeout",
                    Type.duration('s', SECOND),
                    "100s",
                    """
                    How long a request may take.\
                    """);

    public static final Parameter<Integer> SMTPD_POLICY_SERVICE_TRY_LIMIT =
            CHAPTER.add(
                    "smtpd_policy_service_try_limit",
                    Type.number(1, Integer.MAX_VALUE),
                    "2",
                    """
                    How often a service is asked before its default action is taken.\
                    """);

    private PolicyServiceParameters() {}
}
