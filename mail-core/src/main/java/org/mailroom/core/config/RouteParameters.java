// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.List;

/// Where mail goes.
public final class RouteParameters {
    static final Chapter CHAPTER = new Chapter("Routes");

    public static final Parameter<List<String>> TRANSPORT_MAPS =
            CHAPTER.add(
                    "transport_maps",
                    Type.tables(),
                    "",
                    """
                    Tables from an address or domain to `transport:nexthop`, as in \
                    transport(5). They win over all that follows.\
                    """);

    public static final Parameter<String> LOCAL_TRANSPORT =
            CHAPTER.add(
                    "local_transport",
                    Type.word("transport:nexthop"),
                    "local:$myhostname",
                    """
                    How mail for `mydestination` is delivered.\
                    """);

    public static final Parameter<String> VIRTUAL_TRANSPORT =
            CHAPTER.add(
                    "virtual_transport",
                    Type.word("transport:nexthop"),
                    "virtual",
                    """
                    How mail for `virtual_mailbox_domains` is delivered.\
                    """);

    public static final Parameter<String> RELAY_TRANSPORT =
            CHAPTER.add(
                    "relay_transport",
                    Type.word("transport:nexthop"),
                    "relay",
                    """
                    How mail for `relay_domains` is delivered.\
                    """);

    public static final Parameter<String> DEFAULT_TRANSPORT =
            CHAPTER.add(
                    "default_transport",
                    Type.word("transport:nexthop"),
                    "smtp",
                    """
                    How all other mail is delivered.\
                    """);

    public static final Parameter<String> RELAYHOST =
            CHAPTER.add(
                    "relayhost",
                    Type.text(),
                    "",
                    """
                    The server that takes all other mail: `domain`, `[host]` or \
                    `[host]:port`. Empty: the server of the recipient's domain.\
                    """);

    private RouteParameters() {}
}
