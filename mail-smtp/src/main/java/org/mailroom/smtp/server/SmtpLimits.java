// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import java.time.Duration;

/// What one client may take of the server.
///
/// @param lineOctets `line_length_limit`: the longest command
/// @param recipients `smtpd_recipient_limit`
/// @param recipientOvershoot `smtpd_recipient_overshoot_limit`: refusals past the limit that are no
///   errors yet
/// @param messageOctets `message_size_limit`; 0 is no limit
/// @param softErrors `smtpd_soft_error_limit`: from here on errors are answered slowly
/// @param hardErrors `smtpd_hard_error_limit`: here the session ends
/// @param errorSleep `smtpd_error_sleep_time`
/// @param junkCommands `smtpd_junk_command_limit`
/// @param timeout `smtpd_timeout`
/// @param handshake `smtpd_starttls_timeout`
/// @param minDataRate `smtpd_min_data_rate`: octets a second, below which content uses up its time
/// @param saslOctets `smtpd_sasl_response_limit`: the longest answer to a challenge
/// @param release `submission_release_limit`: how long a sender may have a message kept
public record SmtpLimits(
        int lineOctets,
        int recipients,
        int recipientOvershoot,
        long messageOctets,
        int softErrors,
        int hardErrors,
        Duration errorSleep,
        int junkCommands,
        Duration timeout,
        Duration handshake,
        int minDataRate,
        int saslOctets,
        Duration release) {

    /// Postfix's defaults.
    public static final SmtpLimits DEFAULT =
            new SmtpLimits(
                    2048,
                    1000,
                    1000,
                    10_240_000,
                    10,
                    20,
                    Duration.ofSeconds(1),
                    100,
                    Duration.ofSeconds(300),
                    Duration.ofSeconds(300),
                    500,
                    12_288,
                    Duration.ofDays(7));
}
