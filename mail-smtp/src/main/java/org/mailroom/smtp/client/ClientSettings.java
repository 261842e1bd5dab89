// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.config.AddressPreference;
import org.mailroom.core.config.DnsSupport;
import org.mailroom.core.config.HostLookup;
import org.mailroom.core.config.RequireTls;
import org.mailroom.core.tls.ClientTls;
import org.mailroom.smtp.sasl.LoginPolicy;
import org.mailroom.smtp.tlspolicy.CertificateMatch;
import org.mailroom.smtp.tlspolicy.DanePolicies;
import org.mailroom.smtp.tlspolicy.TlsPolicies;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/// What configuration says of mail to other servers. A delivery keeps what it started with.
///
/// @param helloName the name in EHLO or LHLO (`smtp_helo_name`)
public record ClientSettings(
        Protocol protocol,
        String helloName,
        Tls tls,
        Finding finding,
        Tries tries,
        Timeouts timeouts,
        Content content,
        Discards discards,
        LoginPolicy login,
        Reuse reuse,
        Rate rate,
        Filters filters,
        Origins origins) {

    /// The same for SMTP under another name.
    ClientSettings of(String otherName, Timeouts otherTimes, Content otherContent) {
        return new ClientSettings(
                protocol,
                otherName,
                tls,
                finding,
                tries,
                otherTimes,
                otherContent,
                discards,
                login,
                reuse,
                Rate.ANY,
                Filters.NONE,
                origins);
    }

    /// What a message may look like when it leaves.
    ///
    /// @param maxLineOctets longer lines are broken (`smtp_line_length_limit`)
    public record Content(int maxLineOctets, EightBit eightBit) {}

    /// What becomes of 8-bit content where a server does not offer to take it
    /// (`disable_mime_output_conversion`).
    public enum EightBit {
        CONVERTED,
        SENT_AS_IT_IS
    }

    /// Whether servers that ask for it are told where a message came from
    /// (`smtp_send_xforward_command`).
    public enum Origins {
        TOLD,
        UNTOLD
    }

    /// How fast a server has to take a message (`smtp_min_data_rate`), in octets a second; zero is
    /// as it likes (`smtp_per_request_deadline = no`).
    public record Rate(int octetsPerSecond) {
        public static final Rate ANY = new Rate(0);
    }

    /// Which addresses are used, and where they are looked up.
    ///
    /// @param dnsSupport `smtp_dns_support_level`
    /// @param hostLookup `smtp_host_lookup`
    /// @param port where the next hop names none
    /// @param relayhost the next hop of all other mail; empty: that of its domain
    /// @param fallback next hops for what cannot be found or reached (`smtp_fallback_relay`)
    /// @param from the addresses that connections come from, one of a family; none: the system
    ///   chooses
    /// @param sockets what the paths of Unix sockets are relative to
    public record Finding(
            Families families,
            AddressPreference preference,
            Balance balance,
            DnsSupport dnsSupport,
            List<HostLookup> hostLookup,
            int port,
            Services services,
            String relayhost,
            List<String> fallback,
            List<InetAddress> from,
            Path sockets) {

        public Finding {
            hostLookup = List.copyOf(hostLookup);
            fallback = List.copyOf(fallback);
            from = List.copyOf(from);
        }
    }

    /// Services that are looked up as SRV records (`use_srv_lookup`), and where mail exchangers are
    /// looked up all the same.
    public record Services(Set<String> names, Set<Exchangers> exchangers) {
        public static final Services NONE = new Services(Set.of(), Set.of());

        public Services {
            names = Set.copyOf(names);
            exchangers = Set.copyOf(exchangers);
        }
    }

    /// When mail exchangers stand in for SRV records.
    public enum Exchangers {
        WHERE_THERE_ARE_NONE,
        WHERE_NOBODY_CAN_TELL
    }

    /// Whether both families of addresses are tried within the limit
    /// (`smtp_balance_inet_protocols`).
    public enum Balance {
        BOTH_FAMILIES,
        AS_THEY_COME
    }

    /// Keywords of EHLO that are passed over, in upper case.
    ///
    /// @param ofServer those for a single address (`smtp_discard_ehlo_keyword_address_maps`)
    public record Discards(Set<String> always, Function<InetAddress, Set<String>> ofServer) {
        public static final Discards NONE = new Discards(Set.of(), _ -> Set.of());

        public Discards {
            always = Set.copyOf(always);
        }
    }

    /// Which connections are kept (`smtp_connection_cache_*`, `smtp_connection_reuse_*`).
    ///
    /// @param always next hops for which one is whatever the load
    /// @param count for how many deliveries a connection serves; zero is no limit
    public record Reuse(
            OnDemand onDemand,
            Predicate<String> always,
            Duration idle,
            Duration age,
            int count,
            UnderTls underTls) {

        /// Nothing is kept.
        public static final Reuse NEVER =
                new Reuse(
                        OnDemand.NO, _ -> false, Duration.ZERO, Duration.ZERO, 0, UnderTls.CLOSED);
    }

    /// Whether connections are kept while there is much mail.
    public enum OnDemand {
        YES,
        NO
    }

    /// What becomes of connections under TLS (`smtp_tls_connection_reuse`).
    public enum UnderTls {
        KEPT,
        CLOSED
    }

    /// `smtp_tls_*`.
    ///
    /// @param context what this client shows of itself
    /// @param match who is trusted
    public record Tls(
            TlsPolicies policies,
            DanePolicies.Terms dane,
            Start start,
            ClientTls context,
            CertificateMatch match,
            Demands demands,
            TlsLog log) {}

    /// What senders may ask for (RFC 8689).
    ///
    /// @param required what REQUIRETLS means (`smtp_requiretls_policy`)
    public record Demands(RequireTls required, Relaxing relaxing) {}

    /// Whether `TLS-Required: No` has an effect (`tls_required_enable`).
    public enum Relaxing {
        OBEYED,
        IGNORED
    }

    /// When TLS begins (`smtp_tls_wrappermode`).
    public enum Start {
        BY_COMMAND,
        AT_ONCE
    }

    /// What is told of TLS (`smtp_tls_loglevel`, `smtp_log_tls_feature_status`).
    public record TlsLog(boolean sessions, boolean details, boolean status) {}

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
            Duration dataDone,
            Duration reset,
            Duration xforward) {

        /// The same for all.
        static Timeouts all(Duration time) {
            return new Timeouts(time, time, time, time, time, time, time, time, time, time);
        }

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
                        Duration.ofSeconds(600),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(300));
    }
}
