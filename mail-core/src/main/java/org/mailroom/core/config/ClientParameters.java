// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// How a client of this server, `smtp` or `lmtp`, finds other servers and talks to them.
public record ClientParameters(
        Parameter<String> helloName,
        Finding finding,
        Timeouts timeouts,
        Reuse reuse,
        Parameter<Integer> lineLengthLimit,
        Parameter<List<String>> discardKeywords,
        Parameter<List<String>> discardKeywordMaps,
        Rate rate,
        Filters filters,
        Checks checks,
        Parameter<Boolean> xforward) {
    static final Chapter CHAPTER = new Chapter("SMTP and LMTP clients");

    private static final Duration SECOND = Duration.ofSeconds(1);

    public static final ClientParameters SMTP = declare("smtp", "helo", "smtp", "30s", SECOND);
    public static final ClientParameters LMTP = declare("lmtp", "lhlo", "24", "0s", Duration.ZERO);

    /// Which servers are tried, and from where.
    public record Finding(
            Parameter<String> port,
            Parameter<Integer> addressLimit,
            Parameter<Integer> sessionLimit,
            Parameter<Boolean> skipRefusedGreeting,
            Parameter<AddressPreference> preference,
            Parameter<Boolean> balance,
            Parameter<DnsSupport> dnsSupport,
            Parameter<List<HostLookup>> hostLookup,
            Parameter<List<String>> fallback,
            Parameter<String> bindAddress,
            Parameter<String> bindAddress6) {}

    /// The longest time for each step.
    public record Timeouts(
            Parameter<Duration> connect,
            Parameter<Duration> hello,
            Parameter<Duration> mail,
            Parameter<Duration> rcpt,
            Parameter<Duration> dataInit,
            Parameter<Duration> dataTransfer,
            Parameter<Duration> dataDone,
            Parameter<Duration> reset,
            Parameter<Duration> xforward) {}

    /// How fast another server has to take a message.
    public record Rate(Parameter<Boolean> deadline, Parameter<Integer> octetsPerSecond) {}

    /// What changes the meaning of what others say.
    public record Filters(
            Parameter<List<String>> replies,
            Parameter<List<String>> outcomes,
            Parameter<List<String>> records) {}

    /// What looks at the content of mail that leaves.
    public record Checks(
            Parameter<List<String>> header,
            Parameter<List<String>> mime,
            Parameter<List<String>> nested,
            Parameter<List<String>> body) {}

    /// Which connections are kept for the next delivery.
    public record Reuse(
            Parameter<Boolean> onDemand,
            Parameter<List<String>> destinations,
            Parameter<Duration> idle,
            Parameter<Duration> age,
            Parameter<Integer> count,
            Parameter<Boolean> underTls) {}

    private static ClientParameters declare(
            String client, String hello, String port, String connect, Duration leastConnect) {
        String command = hello.equals("lhlo") ? "LHLO" : "EHLO";
        return new ClientParameters(
                CHAPTER.add(
                        "%s_%s_name".formatted(client, hello),
                        Type.word("a host name"),
                        "$myhostname",
                        """
                        The name in %s.\
                        """
                                .formatted(command)),
                finding(client, port),
                new Timeouts(
                        time(client + "_connect_timeout", connect, leastConnect, "a connection"),
                        time(
                                "%s_%s_timeout".formatted(client, hello),
                                "300s",
                                SECOND,
                                "the greeting and the answer to " + command),
                        time(client + "_mail_timeout", "300s", SECOND, "the answer to MAIL"),
                        time(client + "_rcpt_timeout", "300s", SECOND, "the answer to RCPT"),
                        time(client + "_data_init_timeout", "120s", SECOND, "the answer to DATA"),
                        CHAPTER.add(
                                client + "_data_xfer_timeout",
                                Type.duration('s', SECOND),
                                "180s",
                                """
                                How long the other server may take no octets of a message.\
                                """),
                        time(
                                client + "_data_done_timeout",
                                "600s",
                                SECOND,
                                "the answer to the end of a message"),
                        time(client + "_rset_timeout", "20s", SECOND, "the answer to RSET"),
                        time(
                                client + "_xforward_timeout",
                                "300s",
                                SECOND,
                                "the answer to XFORWARD")),
                reuse(client),
                CHAPTER.add(
                        client + "_line_length_limit",
                        Type.number(0, Integer.MAX_VALUE),
                        "998",
                        """
                        Longer lines of a message are broken. 0 is no limit.\
                        """),
                CHAPTER.add(
                        "%s_discard_%s_keywords"
                                .formatted(client, command.toLowerCase(Locale.ROOT)),
                        Type.list(),
                        "",
                        """
                        Keywords in the answer to %s that are passed over, such as `chunking`.\
                        """
                                .formatted(command)),
                CHAPTER.add(
                        "%s_discard_%s_keyword_address_maps"
                                .formatted(client, command.toLowerCase(Locale.ROOT)),
                        Type.tables(),
                        "",
                        """
                        Tables with such keywords for the address of a server.\
                        """),
                rate(client),
                filters(client),
                checks(client),
                CHAPTER.add(
                        Parameter.of(
                                        client + "_send_xforward_command",
                                        Type.yesNo(),
                                        "no",
                                        """
                                        Whether servers that offer XFORWARD, such as content filters, are \
                                        told for their log where a message came from.\
                                        """)
                                .differs(
                                        """
                                        They hear no PORT, and of a message that came with XFORWARD \
                                        itself, who has brought it here.\
                                        """)));
    }

    private static Rate rate(String client) {
        return new Rate(
                CHAPTER.add(
                        Parameter.of(
                                        client + "_per_request_deadline",
                                        Type.yesNo(),
                                        "no",
                                        """
                                        Whether a server has to take a message at some speed: the \
                                        time of `%s_data_xfer_timeout` runs out, and what it takes \
                                        earns some back.\
                                        """
                                                .formatted(client))
                                .differs(
                                        """
                                        A reply has a deadline in any case: it must be there as a \
                                        whole within its time.\
                                        """)),
                CHAPTER.add(
                        client + "_min_data_rate",
                        Type.number(1, Integer.MAX_VALUE),
                        "500",
                        """
                        That speed, in octets a second.\
                        """));
    }

    private static Filters filters(String client) {
        return new Filters(
                CHAPTER.add(
                        client + "_reply_filter",
                        Type.tables(),
                        "",
                        """
                        Tables that replace lines of replies, before anything else is done with \
                        them.\
                        """),
                CHAPTER.add(
                        client + "_delivery_status_filter",
                        Type.tables(),
                        "$default_delivery_status_filter",
                        """
                        Tables that replace what became of a delivery that has failed, such as `5.7.1 \
                        text`, by another enhanced code of class 4 or 5, and text.\
                        """),
                CHAPTER.add(
                        client + "_dns_reply_filter",
                        Type.tables(),
                        "",
                        """
                        Tables that are asked about each record of the DNS, as `example.org. 300 IN MX 10 \
                        mail.example.org.`; a record of which one says `IGNORE` is passed over.\
                        """));
    }

    private static Checks checks(String client) {
        return new Checks(
                CHAPTER.add(
                        client + "_header_checks",
                        Type.tables(),
                        "",
                        """
                        Tables that are asked about each header field of a message before each \
                        attempt to deliver it (header_checks(5)): `IGNORE`, `STRIP`, `REPLACE`, \
                        `PREPEND`, `WARN`, `INFO` and `DUNNO`. Other actions come too late then.\
                        """),
                CHAPTER.add(
                        client + "_mime_header_checks",
                        Type.tables(),
                        "",
                        """
                        The same for fields of MIME, in the header of a message and of its parts.\
                        """),
                CHAPTER.add(
                        client + "_nested_header_checks",
                        Type.tables(),
                        "",
                        """
                        The same for the header of messages within a message.\
                        """),
                CHAPTER.add(
                        client + "_body_checks",
                        Type.tables(),
                        "",
                        """
                        The same for each line of a body.\
                        """));
    }

    private static Parameter<Duration> time(
            String name, String fallback, Duration least, String what) {
        return CHAPTER.add(
                name,
                Type.duration('s', least),
                fallback,
                """
                How long %s may take.\
                """
                        .formatted(what));
    }

    private static Finding finding(String client, String port) {
        return new Finding(
                CHAPTER.add(
                        client + "_tcp_port",
                        Type.word("a port"),
                        port,
                        """
                        The port where the next hop names none.\
                        """),
                CHAPTER.add(
                        client + "_mx_address_limit",
                        Type.number(0, Integer.MAX_VALUE),
                        "5",
                        """
                        How many addresses of the servers of a next hop are tried. 0 is no limit.\
                        """),
                CHAPTER.add(
                        client + "_mx_session_limit",
                        Type.number(0, Integer.MAX_VALUE),
                        "2",
                        """
                        How many sessions are tried that end before the message is sent. 0 is no \
                        limit.\
                        """),
                CHAPTER.add(
                        client + "_skip_5xx_greeting",
                        Type.yesNo(),
                        "yes",
                        """
                        Whether a server that greets with 5xx is left for the next one.\
                        """),
                CHAPTER.add(
                        client + "_address_preference",
                        Type.oneOf(AddressPreference.class),
                        "any",
                        """
                        Which addresses of servers of the same preference are tried first: `ipv6`, \
                        `ipv4`, or `any`.\
                        """),
                CHAPTER.add(
                        client + "_balance_inet_protocols",
                        Type.yesNo(),
                        "yes",
                        """
                        Whether both families of addresses are tried within the limit of \
                        addresses.\
                        """),
                CHAPTER.add(
                        client + "_dns_support_level",
                        Type.oneOf(DnsSupport.class, DnsSupport.ENABLED),
                        "",
                        """
                        What is asked of the DNS: `enabled`, which empty is as well, or `dnssec`, which \
                        DANE needs: what a validating name server has proven (`dns_trusted_servers`). With \
                        `disabled` next hops are hosts that the system knows.\
                        """),
                CHAPTER.add(
                        client + "_host_lookup",
                        Type.someOf(HostLookup.class),
                        "dns",
                        """
                        Where addresses of hosts are looked up: `dns`, `native` (the hosts file and \
                        whatever the system has), or one after the other.\
                        """),
                CHAPTER.add(
                        client + "_fallback_relay",
                        Type.list(),
                        "",
                        """
                        Next hops that are tried where the servers of a domain cannot be found or \
                        reached.\
                        """),
                CHAPTER.add(
                        client + "_bind_address",
                        Type.text(),
                        "",
                        """
                        The IPv4 address that connections come from. Empty: the system chooses.\
                        """),
                CHAPTER.add(
                        client + "_bind_address6",
                        Type.text(),
                        "",
                        """
                        The IPv6 address that connections come from. Empty: the system chooses.\
                        """));
    }

    private static Reuse reuse(String client) {
        return new Reuse(
                CHAPTER.add(
                        client + "_connection_cache_on_demand",
                        Type.yesNo(),
                        "yes",
                        """
                        Whether a connection is kept open for a moment while there is much mail for \
                        the same next hop.\
                        """),
                CHAPTER.add(
                        client + "_connection_cache_destinations",
                        Type.matchList(),
                        "",
                        """
                        Next hops for which it always is.\
                        """),
                CHAPTER.add(
                        client + "_connection_cache_time_limit",
                        Type.duration('s', SECOND),
                        "2s",
                        """
                        How long a connection is kept without use.\
                        """),
                CHAPTER.add(
                        client + "_connection_reuse_time_limit",
                        Type.duration('s', SECOND),
                        "300s",
                        """
                        How long after its begin a connection is used again.\
                        """),
                CHAPTER.add(
                        client + "_connection_reuse_count_limit",
                        Type.number(0, Integer.MAX_VALUE),
                        "0",
                        """
                        For how many deliveries a connection is used. 0 is no limit.\
                        """),
                CHAPTER.add(
                        client + "_tls_connection_reuse",
                        Type.yesNo(),
                        "no",
                        """
                        Whether connections under TLS are kept as well.\
                        """));
    }
}
