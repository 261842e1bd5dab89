// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.List;

/// What other addresses become when a message comes in.
public final class RewriteParameters {
    static final Chapter CHAPTER = new Chapter("Rewriting of addresses");

    public static final Parameter<Boolean> APPEND_AT_MYORIGIN =
            CHAPTER.add(
                    "append_at_myorigin",
                    Type.yesNo(),
                    "yes",
                    """
                    An address without a domain gets `@$myorigin`, in the envelope and in the \
                    header of local mail.\
                    """);

    public static final Parameter<Boolean> APPEND_DOT_MYDOMAIN =
            CHAPTER.add(
                    "append_dot_mydomain",
                    Type.yesNo(),
                    "no",
                    """
                    A domain without a dot gets `.$mydomain`.\
                    """);

    public static final Parameter<List<String>> LOCAL_HEADER_REWRITE_CLIENTS =
            CHAPTER.add(
                    Parameter.of(
                                    "local_header_rewrite_clients",
                                    Type.list(),
                                    "permit_inet_interfaces",
                                    """
                                    The clients whose mail is local: its header is rewritten, and `From`, \
                                    `Date` and `Message-Id` are added where they are missing. \
                                    `permit_inet_interfaces` is this host, further words are \
                                    `permit_mynetworks`, `permit_sasl_authenticated`, \
                                    `permit_tls_clientcerts`, `permit_tls_all_clientcerts` and \
                                    `check_address_map type:table`.\
                                    """)
                            .differs(
                                    """
                                    Mail that comes by a submission port is local in every case.\
                                    """));

    public static final Parameter<String> REMOTE_HEADER_REWRITE_DOMAIN =
            CHAPTER.add(
                    "remote_header_rewrite_domain",
                    Type.text(),
                    "",
                    """
                    The domain that addresses without one get in the header of other clients' \
                    mail, such as `domain.invalid`. Empty: such a header is not rewritten at all.\
                    """);

    public static final Parameter<List<String>> CANONICAL_MAPS =
            CHAPTER.add(
                    "canonical_maps",
                    Type.tables(),
                    "",
                    """
                    Tables from an address, a user or a whole domain to another address, for \
                    senders and recipients, in the envelope and in the header (canonical(5)).\
                    """);

    public static final Parameter<List<AddressUse>> CANONICAL_CLASSES =
            CHAPTER.add(
                    "canonical_classes",
                    Type.someNamed(AddressUse.class),
                    "envelope_sender, envelope_recipient, header_sender, header_recipient",
                    """
                    The addresses that `canonical_maps` is for.\
                    """);

    public static final Parameter<List<String>> SENDER_CANONICAL_MAPS =
            CHAPTER.add(
                    "sender_canonical_maps",
                    Type.tables(),
                    "",
                    """
                    The same for senders only, asked before `canonical_maps`.\
                    """);

    public static final Parameter<List<AddressUse>> SENDER_CANONICAL_CLASSES =
            CHAPTER.add(
                    "sender_canonical_classes",
                    Type.someNamed(AddressUse.class),
                    "envelope_sender, header_sender",
                    """
                    The addresses that `sender_canonical_maps` is for.\
                    """);

    public static final Parameter<List<String>> RECIPIENT_CANONICAL_MAPS =
            CHAPTER.add(
                    "recipient_canonical_maps",
                    Type.tables(),
                    "",
                    """
                    The same for recipients only, asked before `canonical_maps`.\
                    """);

    public static final Parameter<List<AddressUse>> RECIPIENT_CANONICAL_CLASSES =
            CHAPTER.add(
                    "recipient_canonical_classes",
                    Type.someNamed(AddressUse.class),
                    "envelope_recipient, header_recipient",
                    """
                    The addresses that `recipient_canonical_maps` is for.\
                    """);

    public static final Parameter<List<String>> MASQUERADE_DOMAINS =
            CHAPTER.add(
                    "masquerade_domains",
                    Type.list(),
                    "",
                    """
                    Domains that take the place of every domain below them. The first one that \
                    fits decides; `!domain` leaves what is below it alone.\
                    """);

    public static final Parameter<List<AddressUse>> MASQUERADE_CLASSES =
            CHAPTER.add(
                    "masquerade_classes",
                    Type.someNamed(AddressUse.class),
                    "envelope_sender, header_sender, header_recipient",
                    """
                    The addresses that `masquerade_domains` is for.\
                    """);

    public static final Parameter<List<String>> MASQUERADE_EXCEPTIONS =
            CHAPTER.add(
                    "masquerade_exceptions",
                    Type.matchList(),
                    "",
                    """
                    Users whose domain is left alone, such as `root`.\
                    """);

    public static final Parameter<String> ALWAYS_BCC =
            CHAPTER.add(
                    "always_bcc",
                    Type.text(),
                    "",
                    """
                    The address that gets a copy of every message that comes in.\
                    """);

    public static final Parameter<List<String>> SENDER_BCC_MAPS =
            CHAPTER.add(
                    "sender_bcc_maps",
                    Type.tables(),
                    "",
                    """
                    Tables from the sender of a message, the address, user or domain \
                    (`@example.org`), to one address that gets a copy.\
                    """);

    public static final Parameter<List<String>> RECIPIENT_BCC_MAPS =
            CHAPTER.add(
                    "recipient_bcc_maps",
                    Type.tables(),
                    "",
                    """
                    The same by each recipient of a message.\
                    """);

    public static final Parameter<List<String>> SMTP_GENERIC_MAPS =
            CHAPTER.add(
                    Parameter.of(
                                    "smtp_generic_maps",
                                    Type.tables(),
                                    "",
                                    """
                                    Tables from an address, a user or a whole domain to the address that \
                                    other servers see, in the envelope and in the header of mail that leaves \
                                    by SMTP (generic(5)).\
                                    """)
                            .differs(
                                    """
                                    Of a header of more than 1 MiB the rest stays as it is.\
                                    """));

    private RewriteParameters() {}
}
