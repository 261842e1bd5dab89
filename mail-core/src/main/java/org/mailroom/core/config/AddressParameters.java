// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.List;

/// What an address means.
public final class AddressParameters {
    static final Chapter CHAPTER = new Chapter("Addresses and their tables");

    public static final Parameter<String> RECIPIENT_DELIMITER =
            CHAPTER.add(
                    "recipient_delimiter",
                    Type.text(),
                    "",
                    """
                    The characters between a user and an extension, `user+list@example.org`; \
                    each of them is one.\
                    """);

    public static final Parameter<List<ExtensionTables>> PROPAGATE_UNMATCHED_EXTENSIONS =
            CHAPTER.add(
                    Parameter.of(
                                    "propagate_unmatched_extensions",
                                    Type.someOf(ExtensionTables.class),
                                    "canonical, virtual",
                                    """
                                    The tables whose results take the extension of an address along where \
                                    they do not know it: with `a@example.org b` mail for `a+x` goes to `b+x`.\
                                    """)
                            .differs(
                                    """
                                    `forward` has no effect.\
                                    """));

    public static final Parameter<List<String>> ALIAS_MAPS =
            CHAPTER.add(
                    Parameter.of(
                                    "alias_maps",
                                    Type.tables(),
                                    "$default_database_type:/etc/aliases",
                                    """
                                    Tables of aliases for local users, in the format of aliases(5).\
                                    """)
                            .differs(
                                    """
                                    The text file is read directly, so `newaliases` is not needed. Without \
                                    the file `/etc/aliases` the default is empty.\
                                    """));

    public static final Parameter<String> DEFAULT_DATABASE_TYPE =
            CHAPTER.add(
                    Parameter.of(
                                    "default_database_type",
                                    Type.word("a table type"),
                                    "hash",
                                    """
                                    The type of a table that is named without one.\
                                    """)
                            .differs(
                                    """
                                    All file types read the text file.\
                                    """));

    public static final Parameter<Boolean> OWNER_REQUEST_SPECIAL =
            CHAPTER.add(
                    Parameter.of(
                                    "owner_request_special",
                                    Type.yesNo(),
                                    "yes",
                                    """
                                    Mail for an alias `list` of `alias_maps` that has a companion `owner-list` \
                                    there is sent on to its members with the sender `owner-list`, so that the \
                                    owner gets what cannot be delivered. `owner-list` and `list-request` are \
                                    not parted where `recipient_delimiter` has a `-`.\
                                    """)
                            .differs(
                                    """
                                    An alias that names itself has no owner.\
                                    """));

    public static final Parameter<Boolean> EXPAND_OWNER_ALIAS =
            CHAPTER.add(
                    "expand_owner_alias",
                    Type.yesNo(),
                    "no",
                    """
                    The sender of mail for the members of a list is not `owner-list`, but the address that \
                    this alias stands for, where it is one.\
                    """);

    public static final Parameter<List<String>> LOCAL_RECIPIENT_MAPS =
            CHAPTER.add(
                    Parameter.of(
                                    "local_recipient_maps",
                                    Type.tables(),
                                    "$passdb unix:passwd.byname $alias_maps",
                                    """
                                    The tables that know all users of the domains in `mydestination`. Others \
                                    are refused before the message comes. Empty: nobody is refused.\
                                    """)
                            .differs(
                                    """
                                    The default in Postfix is `proxy:unix:passwd.byname $alias_maps`.\
                                    """));

    public static final Parameter<List<String>> VIRTUAL_ALIAS_DOMAINS =
            CHAPTER.add(
                    "virtual_alias_domains",
                    Type.matchList(),
                    "$virtual_alias_maps",
                    """
                    Domains all of whose addresses are aliases in `virtual_alias_maps`.\
                    """);

    public static final Parameter<List<String>> VIRTUAL_ALIAS_MAPS =
            CHAPTER.add(
                    "virtual_alias_maps",
                    Type.tables(),
                    "$virtual_maps",
                    """
                    Tables from an address, a user or a whole domain (`@example.org`) to \
                    other addresses, for all domains.\
                    """);

    public static final Parameter<Integer> VIRTUAL_ALIAS_EXPANSION_LIMIT =
            CHAPTER.add(
                    Parameter.of(
                                    "virtual_alias_expansion_limit",
                                    Type.number(1, Integer.MAX_VALUE),
                                    "1000",
                                    """
                                    How many addresses one recipient can become.\
                                    """)
                            .differs(
                                    """
                                    It is for files of `forward_path` too. Aliases of `alias_maps` may become \
                                    100,000 addresses, of 1000 files (`:include:`).\
                                    """));

    public static final Parameter<Integer> VIRTUAL_ALIAS_RECURSION_LIMIT =
            CHAPTER.add(
                    "virtual_alias_recursion_limit",
                    Type.number(1, Integer.MAX_VALUE),
                    "1000",
                    """
                    How many aliases can follow on one another.\
                    """);

    public static final Parameter<Integer> VIRTUAL_ALIAS_ADDRESS_LENGTH_LIMIT =
            CHAPTER.add(
                    "virtual_alias_address_length_limit",
                    Type.number(1, Integer.MAX_VALUE),
                    "1000",
                    """
                    The length of an address that comes of an alias.\
                    """);

    public static final Parameter<List<String>> VIRTUAL_MAILBOX_DOMAINS =
            CHAPTER.add(
                    "virtual_mailbox_domains",
                    Type.matchList(),
                    "$virtual_mailbox_maps",
                    """
                    Domains whose addresses are mailboxes of their own, without a system \
                    user.\
                    """);

    public static final Parameter<List<String>> VIRTUAL_MAILBOX_MAPS =
            CHAPTER.add(
                    Parameter.of(
                                    "virtual_mailbox_maps",
                                    Type.tables(),
                                    "",
                                    """
                                    Tables from an address in `virtual_mailbox_domains` to its mailbox below \
                                    `virtual_mailbox_base`. Empty: every account with a domain in its name \
                                    has one, `DOMAIN/LOCAL`.\
                                    """)
                            .differs(
                                    """
                                    In Postfix empty means that any user exists. A value that ends in `/` \
                                    is a Maildir there; here mail for it goes into the mbox file \
                                    `DOMAIN/LOCAL` below `virtual_mailbox_base`, and waits while there is a \
                                    directory of that name: move it away, and take its messages over with \
                                    `mailroom import`.\
                                    """));

    public static final Parameter<List<String>> RELAY_DOMAINS =
            CHAPTER.add(
                    "relay_domains",
                    Type.matchList(),
                    "",
                    """
                    Domains for which mail is taken and sent on to other servers.\
                    """);

    public static final Parameter<List<String>> FAST_FLUSH_DOMAINS =
            CHAPTER.add(
                    "fast_flush_domains",
                    Type.matchList(),
                    "$relay_domains",
                    """
                    The domains whose deferred mail a client may have tried now, by ETRN. Others \
                    get 459. Administrators and local users may flush those of any domain.\
                    """);

    public static final Parameter<List<String>> RELAY_RECIPIENT_MAPS =
            CHAPTER.add(
                    "relay_recipient_maps",
                    Type.tables(),
                    "",
                    """
                    The tables that know all addresses in `relay_domains`. Others are \
                    refused. Empty: nobody is refused.\
                    """);

    private AddressParameters() {}
}
