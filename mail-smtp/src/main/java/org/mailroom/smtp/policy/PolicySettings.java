// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.policy;

import java.time.Duration;

/// How a policy service is asked.
///
/// @param defaultAction `smtpd_policy_service_default_action`: what is done where it does not
///   answer
/// @param maxIdle `smtpd_policy_service_max_idle`: how long a connection waits for the next request
/// @param maxTtl `smtpd_policy_service_max_ttl`: how long a connection is used
/// @param context `smtpd_policy_service_policy_context`
/// @param requestLimit `smtpd_policy_service_request_limit`: of a connection; 0 is no limit
/// @param retryDelay `smtpd_policy_service_retry_delay`
/// @param timeout `smtpd_policy_service_timeout`
/// @param tryLimit `smtpd_policy_service_try_limit`
public record PolicySettings(
        String defaultAction,
        Duration maxIdle,
        Duration maxTtl,
        String context,
        int requestLimit,
        Duration retryDelay,
        Duration timeout,
        int tryLimit) {

    /// Postfix's defaults.
    public static final PolicySettings DEFAULT =
            new PolicySettings(
                    "451 4.3.5 Server configuration problem",
                    Duration.ofSeconds(300),
                    Duration.ofSeconds(1000),
                    "",
                    0,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(100),
                    2);
}
