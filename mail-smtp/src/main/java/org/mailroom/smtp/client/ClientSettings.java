// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.tls.ClientTls;
import org.mailroom.smtp.sasl.LoginPolicy;
import org.mailroom.smtp.tlspolicy.CertificateMatch;
import org.mailroom.smtp.tlspolicy.TlsPolicies;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/// What configuration says of mail to other servers. A delivery keeps what it started with.
///
/// @param heloName the name in EHLO (`smtp_helo_name`)
/// @param from the addresses that connections come from, one of a family; none: the system chooses
/// @param maxLineOctets longer lines of a message are broken (`smtp_line_length_limit`)
public record ClientSettings(
        String heloName,
        Tls tls,
        Families families,
        List<InetAddress> from,
        Tries tries,
        Timeouts timeouts,
        int maxLineOctets,
        LoginPolicy login) {

    public ClientSettings {
        from = List.copyOf(from);
    }

    /// `smtp_tls_*`.
    ///
    /// @param context what this client shows of itself
    /// @param match who is trusted
    public record Tls(
            TlsPolicies policies,
            Start start,
            ClientTls context,
            CertificateMatch match,
            TlsLog log) {}

    /// When TLS begins (`smtp_tls_wrappermode`).
    public enum Start {
        BY_COMMAND,
        AT_ONCE
    }

    /// What is told of TLS (`smtp_tls_loglevel`, `smtp_log_tls_feature_status`).
    public record TlsLog(boolean sessions, boolean status) {}

    /// `inet_protocols`.
    public enum Families {
        ALL,
        IPV4,
        IPV6
    }

    /// How many addresses are tried, and how many of the sessions that begin well; zero is no limit
    /// (`smtp_mx_address_limit`, `smtp_mx_session_limit`).
    public record Tries(int addresses, int sessions, RefusedGreeting refusedGreeting) {}

    /// What a greeting with 5xx means (`smtp_skip_5xx_greeting`).
    public enum RefusedGreeting {
        NOT_NOW,
        NEVER
    }

    /// The longest time for each step.
    public record Timeouts(
            Duration connect,
            Duration helo,
            Duration starttls,
            Duration mail,
            Duration rcpt,
            Duration dataInit,
            Duration dataTransfer,
            Duration dataDone) {

        /// Postfix's.
        public static final Timeouts DEFAULT =
                new Timeouts(
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(300),
                        Duration.ofSeconds(300),
                        Duration.ofSeconds(300),
                        Duration.ofSeconds(300),
                        Duration.ofSeconds(120),
                        Duration.ofSeconds(180),
                        Duration.ofSeconds(600));
    }
}
