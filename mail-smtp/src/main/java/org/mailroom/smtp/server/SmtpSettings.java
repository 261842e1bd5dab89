// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.intake.WayIn;
import org.mailroom.smtp.client.ProxyFilter;
import org.mailroom.smtp.identity.Client;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What configuration says of the sessions behind one door. A session keeps what it started with.
///
/// @param logName the process in the log: `smtpd`, `submission/smtpd`
/// @param hostname `myhostname`
/// @param banner `smtpd_banner`
/// @param discardKeywords `smtpd_discard_ehlo_keywords`
/// @param way of its mail through intake
/// @param proxyFilter `smtpd_proxy_filter`
/// @param hasLocalHeader whether the header of a client's mail is completed and rewritten
/// @param debugPeers `debug_peer_list`: those whose dialogues are logged
public record SmtpSettings(
        String logName,
        String hostname,
        String banner,
        Purpose purpose,
        TlsLevel tlsLevel,
        SmtpLimits limits,
        RateLimits rates,
        SaslRules sasl,
        ProxyRules proxies,
        Customs customs,
        Set<String> discardKeywords,
        Set<Option> options,
        WayIn way,
        Optional<ProxyFilter> proxyFilter,
        Predicate<Client> hasLocalHeader,
        Predicate<Client> debugPeers) {

    public SmtpSettings {
        discardKeywords = upperCase(discardKeywords);
        options = Set.copyOf(options);
    }

    /// What the door is for.
    public enum Purpose {
        /// Mail from anybody for our users (RFC 5321).
        RELAY,
        /// Mail from our users, who log in first (RFC 6409).
        SUBMISSION,
        /// Mail for our users from another mail system of this site (RFC 2033).
        LMTP
    }

    /// `smtpd_tls_security_level`.
    public enum TlsLevel {
        NONE,
        MAY,
        ENCRYPT
    }

    /// Parameters that are `yes`, named as in main.cf.
    public enum Option {
        BROKEN_SASL_AUTH_CLIENTS,
        DISABLE_VRFY_COMMAND,
        REQUIRETLS_ENABLE,
        SMTPD_FORBID_UNAUTH_PIPELINING,
        SMTPD_HELO_REQUIRED,
        SMTPD_PEERNAME_LOOKUP,
        SMTPD_SASL_AUTH_ENABLE,
        SMTPD_SASL_AUTHENTICATED_HEADER,
        SMTPD_TLS_AUTH_ONLY,
        SMTPD_TLS_RECEIVED_HEADER,
        SMTPD_TLS_REQ_CCERT,
        SOFT_BOUNCE,
        STRICT_RFC821_ENVELOPES,
        SMTPUTF8_ENABLE,
        /// `smtpd_tls_loglevel` is 1 or more.
        SMTPD_TLS_LOGLEVEL,
        /// `smtpd_tls_loglevel` is 2 or more.
        TLS_DETAILS,
        /// A login may send only from its own addresses.
        OWN_SENDER_ONLY
    }

    boolean has(Option option) {
        return options.contains(option);
    }

    private static Set<String> upperCase(Set<String> words) {
        return words.stream()
                .map(word -> word.toUpperCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }
}
