// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.List;

/// Who this server is.
public final class NameParameters {
    static final Chapter CHAPTER = new Chapter("Names and networks");

    public static final Parameter<String> MYHOSTNAME =
            CHAPTER.add(
                    Parameter.of(
                                    "myhostname",
                                    HostName.type("a host name such as mail.example.org"),
                                    "",
                                    """
                                    The full name of this host, used in greetings, in `Received` fields and \
                                    as the default of other names. The default is the name of the machine; \
                                    without a domain, that of `mydomain` or `localdomain` is added.\
                                    """)
                            .atStart());

    public static final Parameter<String> MYDOMAIN =
            CHAPTER.add(
                    "mydomain",
                    HostName.type("a domain name such as example.org"),
                    "",
                    """
                    The domain of this host. The default is `myhostname` without its first \
                    label.\
                    """);

    public static final Parameter<String> MYORIGIN =
            CHAPTER.add(
                    "myorigin",
                    Type.word("a domain name"),
                    "$myhostname",
                    """
                    The domain that is added to addresses without one. A value that begins \
                    with `/` names a file whose first line is the domain, as Debian's \
                    Postfix has it; where it cannot be read, `myhostname` is used.\
                    """);

    public static final Parameter<List<String>> MYDESTINATION =
            CHAPTER.add(
                    "mydestination",
                    Type.matchList(),
                    "$myhostname, localhost.$mydomain, localhost",
                    """
                    The domains whose users are accounts of this server: names, `/files` and \
                    `type:tables`. A domain here must not be one of `virtual_alias_domains`, \
                    `virtual_mailbox_domains` or `relay_domains`.\
                    """);

    public static final Parameter<List<String>> MYNETWORKS =
            CHAPTER.add(
                    Parameter.of(
                                    "mynetworks",
                                    Type.networks(),
                                    "",
                                    """
                                    The clients that may send to anywhere without a login: addresses and \
                                    networks (`127.0.0.0/8`, `[::1]/128`), `/files` and `type:tables`; `!` \
                                    excludes. The default follows from `mynetworks_style`.\
                                    """)
                            .differs(
                                    """
                                    A network with bits set behind its prefix, such as `10.0.0.1/8`, is an \
                                    error at start, not one for each client. Host names match nobody.\
                                    """));

    public static final Parameter<NetworksStyle> MYNETWORKS_STYLE =
            CHAPTER.add(
                    "mynetworks_style",
                    Type.oneOf(NetworksStyle.class),
                    "host",
                    """
                    What `mynetworks` is by default: `host` is this machine alone, `subnet` \
                    the subnets of its interfaces, `class` their class A, B or C networks.\
                    """);

    public static final Parameter<String> MAIL_NAME =
            CHAPTER.add(
                    Parameter.of(
                                    "mail_name",
                                    Type.word("a name"),
                                    "Mailroom",
                                    """
                                    The name of the mail system in the greeting and in `Received` fields.\
                                    """)
                            .differs(
                                    """
                                    The default in Postfix is `Postfix`.\
                                    """));

    public static final Parameter<List<String>> PARENT_DOMAIN_MATCHES_SUBDOMAINS =
            CHAPTER.add(
                    "parent_domain_matches_subdomains",
                    Type.list(),
                    "debug_peer_list,fast_flush_domains,mynetworks,permit_mx_backup_networks,qmqpd_authorized_clients,relay_domains,smtpd_access_maps",
                    """
                    The lists in which `example.org` also stands for all names below it. In \
                    lists that are not named here that takes `.example.org`.\
                    """);

    public static final Parameter<String> COMPATIBILITY_LEVEL =
            CHAPTER.add(
                    Parameter.of(
                                    "compatibility_level",
                                    Type.text(),
                                    "3.12",
                                    """
                                    The release of Postfix whose defaults the file was written for. It can \
                                    be asked for in conditions; the defaults here are always the newest.\
                                    """)
                            .differs(
                                    """
                                    The default in Postfix is 0, and older levels bring older defaults back.\
                                    """));

    public static final Parameter<String> MAIL_VERSION =
            CHAPTER.add(
                    Parameter.of(
                                    "mail_version",
                                    Type.text(),
                                    "1.0.0",
                                    """
                                    The version of Mailroom, for use as `$mail_version`.\
                                    """)
                            .differs(
                                    """
                                    It is Mailroom's version, not that of a Postfix.\
                                    """));

    public static final Parameter<String> STRESS =
            CHAPTER.add(
                    Parameter.of(
                                    "stress",
                                    Type.text(),
                                    "",
                                    """
                                    Empty, since Mailroom has no overload mode of this kind; for use in \
                                    conditions such as `${stress?{1}:{20}}`.\
                                    """)
                            .differs(
                                    """
                                    Postfix sets it to `yes` under load.\
                                    """));

    private NameParameters() {}
}
