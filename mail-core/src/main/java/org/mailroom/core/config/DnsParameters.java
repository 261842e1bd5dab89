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

    private DnsParameters() {}
}
