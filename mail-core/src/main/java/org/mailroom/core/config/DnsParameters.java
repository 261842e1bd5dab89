// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.List;

/// Whom this server asks for names.
public final class DnsParameters {
    static final Chapter CHAPTER = new Chapter("DNS");

    public static final Parameter<List<String>> DNS_SERVERS =
            CHAPTER.add(
                    Parameter.of(
                                    "dns_servers",
                                    Type.list(),
                                    "",
                                    """
                                    Name servers, `address` or `address:port`. Empty: those of the system.\
                                    """)
                            .own()
                            .atStart());

    public static final Parameter<List<String>> DNS_TRUSTED_SERVERS =
            CHAPTER.add(
                    Parameter.of(
                                    "dns_trusted_servers",
                                    Type.list(),
                                    "127.0.0.0/8, [::1]/128",
                                    """
                                    Where name servers are, as addresses and networks, that are believed when \
                                    they say that an answer is proven (DNSSEC), which DANE needs: they \
                                    validate, and nobody can change an answer on its way from them.\
                                    """)
                            .own()
                            .atStart());

    public static final Parameter<List<String>> USE_SRV_LOOKUP =
            CHAPTER.add(
                    "use_srv_lookup",
                    Type.list(),
                    "",
                    """
                    Services whose hosts are looked up as SRV records: with `submission`, mail for the \
                    next hop `example.org:submission` goes where `_submission._tcp.example.org` says.\
                    """);

    public static final Parameter<Boolean> ALLOW_SRV_LOOKUP_FALLBACK =
            CHAPTER.add(
                    "allow_srv_lookup_fallback",
                    Type.yesNo(),
                    "no",
                    """
                    Whether mail exchangers are looked up where there is no SRV record.\
                    """);

    public static final Parameter<Boolean> IGNORE_SRV_LOOKUP_ERROR =
            CHAPTER.add(
                    "ignore_srv_lookup_error",
                    Type.yesNo(),
                    "no",
                    """
                    Whether they are where that cannot be found out.\
                    """);

    public static final Parameter<List<String>> SMTPD_DNS_REPLY_FILTER =
            CHAPTER.add(
                    "smtpd_dns_reply_filter",
                    Type.tables(),
                    "",
                    """
                    Tables that are asked about each record that restrictions of the SMTP server get from the \
                    DNS, as `example.org. 300 IN MX 10 mail.example.org.`; a record of which one says `IGNORE` is passed over.\
                    """);

    private DnsParameters() {}
}
