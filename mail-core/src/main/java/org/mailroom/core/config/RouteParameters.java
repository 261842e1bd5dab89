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
                    Parameter.of(
                                    "relayhost",
                                    Type.text(),
                                    "",
                                    """
                                    The server that takes all other mail: `domain`, `[host]` or \
                                    `[host]:port`. Empty: the server of the recipient's domain. Mail \
                                    waits while it has no address.\
                                    """)
                            .differs(
                                    """
                                    One server only; those that stand in for it are a matter of \
                                    `smtp_fallback_relay`, or of the MX records of a `domain`.\
                                    """));

    public static final Parameter<List<String>> SENDER_DEPENDENT_DEFAULT_TRANSPORT_MAPS =
            CHAPTER.add(
                    "sender_dependent_default_transport_maps",
                    Type.tables(),
                    "",
                    """
                    Tables from the sender of a message, its address or `@domain`, `<>` for the \
                    null sender, to a `transport:nexthop` that goes before `default_transport`. \
                    `DUNNO` is none.\
                    """);

    public static final Parameter<List<String>> SENDER_DEPENDENT_RELAYHOST_MAPS =
            CHAPTER.add(
                    "sender_dependent_relayhost_maps",
                    Type.tables(),
                    "",
                    """
                    The same to a server that goes before `relayhost`.\
                    """);

    public static final Parameter<List<String>> RELOCATED_MAPS =
            CHAPTER.add(
                    "relocated_maps",
                    Type.tables(),
                    "",
                    """
                    Tables from an address, a user or a whole domain (`@example.org`) that has \
                    moved to the new place. Mail for it is refused with 550 5.1.6 (relocated(5)).\
                    """);

    public static final Parameter<Boolean> RELOCATED_PREFIX_ENABLE =
            CHAPTER.add(
                    "relocated_prefix_enable",
                    Type.yesNo(),
                    "yes",
                    """
                    The result of `relocated_maps` gets `5.1.6 User has moved to` before it.\
                    """);

    public static final Parameter<String> MAILBOX_TRANSPORT =
            CHAPTER.add(
                    "mailbox_transport",
                    Type.text(),
                    "",
                    """
                    The `transport:nexthop` that takes the mail of local users in the place of \
                    their mailboxes.\
                    """);

    public static final Parameter<List<String>> MAILBOX_TRANSPORT_MAPS =
            CHAPTER.add(
                    "mailbox_transport_maps",
                    Type.tables(),
                    "",
                    """
                    The same by the name of the user.\
                    """);

    public static final Parameter<String> FALLBACK_TRANSPORT =
            CHAPTER.add(
                    "fallback_transport",
                    Type.text(),
                    "",
                    """
                    The `transport:nexthop` that takes the mail of local users who are not known \
                    here. `local_recipient_maps` must know them, or be empty.\
                    """);

    public static final Parameter<List<String>> FALLBACK_TRANSPORT_MAPS =
            CHAPTER.add(
                    "fallback_transport_maps",
                    Type.tables(),
                    "",
                    """
                    The same by the name of the user.\
                    """);

    public static final Parameter<String> LUSER_RELAY =
            CHAPTER.add(
                    "luser_relay",
                    Type.template(),
                    "",
                    """
                    The address that gets the mail of local users who are not known here, with \
                    `$user`, `$extension`, `$local`, `$domain` and `$recipient`; as in Postfix no \
                    command and no file. `local_recipient_maps` must be empty.\
                    """);

    public static final Parameter<String> FORWARD_PATH =
            CHAPTER.add(
                    Parameter.of(
                                    "forward_path",
                                    Type.template(),
                                    "$home/.forward${recipient_delimiter}${extension},"
                                            + " $home/.forward",
                                    """
                                    The files in which a user of the system says where his mail goes, with \
                                    `$home`, `$user`, `$extension` and `$recipient_delimiter`. The first one \
                                    there is counts. It has to belong to the user, nobody else may write to \
                                    it, and it has at most 256 KiB; else the mail goes to the mailbox. Empty: \
                                    no such files.\
                                    """)
                            .differs(
                                    """
                                    They are read with the rights of the server: what it may not read is as \
                                    none, and the log has a warning once an hour for each user. Where one has a list (`:include:`), a command that is not allowed or what is no \
                                    address, or the aliases behind it cannot be followed, the mail goes to the \
                                    mailbox.\
                                    """));

    public static final Parameter<String> FORWARD_EXPANSION_FILTER =
            CHAPTER.add(
                    "forward_expansion_filter",
                    Type.text(),
                    ProgramParameters.HARMLESS,
                    """
                    The characters that are left of what stands for these names in `forward_path`. \
                    Others become `_`.\
                    """);

    private RouteParameters() {}
}
