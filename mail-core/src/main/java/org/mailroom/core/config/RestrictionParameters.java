// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.List;
import java.util.Optional;

/// What clients may do.
public final class RestrictionParameters {
    static final Chapter CHAPTER = new Chapter("Restrictions of the SMTP server");

    public static final Parameter<List<String>> SMTPD_CLIENT_RESTRICTIONS =
            CHAPTER.add(
                    "smtpd_client_restrictions",
                    Type.list(),
                    "",
                    """
                    Restrictions when a client connects. What may stand there: [restrictions](restrictions.md).\
                    """);

    public static final Parameter<List<String>> SMTPD_HELO_RESTRICTIONS =
            CHAPTER.add(
                    "smtpd_helo_restrictions",
                    Type.list(),
                    "",
                    """
                    Restrictions on the name a client greets with. What may stand there: [restrictions](restrictions.md).\
                    """);

    public static final Parameter<List<String>> SMTPD_SENDER_RESTRICTIONS =
            CHAPTER.add(
                    "smtpd_sender_restrictions",
                    Type.list(),
                    "",
                    """
                    Restrictions on the sender. What may stand there: [restrictions](restrictions.md).\
                    """);

    public static final Parameter<List<String>> SMTPD_RELAY_RESTRICTIONS =
            CHAPTER.add(
                    "smtpd_relay_restrictions",
                    Type.list(),
                    "permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination",
                    """
                    Who may send to other servers through this one. They come before \
                    `smtpd_recipient_restrictions`. What may stand there: [restrictions](restrictions.md).\
                    """);

    public static final Parameter<List<String>> SMTPD_RECIPIENT_RESTRICTIONS =
            CHAPTER.add(
                    "smtpd_recipient_restrictions",
                    Type.list(),
                    "",
                    """
                    Restrictions on a recipient. What may stand there: [restrictions](restrictions.md).\
                    """);

    public static final Parameter<List<String>> SMTPD_DATA_RESTRICTIONS =
            CHAPTER.add(
                    "smtpd_data_restrictions",
                    Type.list(),
                    "",
                    """
                    Restrictions when the message is announced. What may stand there: [restrictions](restrictions.md).\
                    """);

    public static final Parameter<List<String>> SMTPD_END_OF_DATA_RESTRICTIONS =
            CHAPTER.add(
                    "smtpd_end_of_data_restrictions",
                    Type.list(),
                    "",
                    """
                    Restrictions when the message is complete. What may stand there: [restrictions](restrictions.md).\
                    """);

    public static final Parameter<List<String>> SMTPD_ETRN_RESTRICTIONS =
            CHAPTER.add(
                    "smtpd_etrn_restrictions",
                    Type.list(),
                    "",
                    """
                    Restrictions when a client asks by ETRN that the deferred mail of a domain be \
                    tried now. Empty permits, as in Postfix; `permit_mynetworks, reject` keeps \
                    strangers out. What may stand there: [restrictions](restrictions.md).\
                    """);

    public static final Parameter<List<String>> SMTPD_RESTRICTION_CLASSES =
            CHAPTER.add(
                    "smtpd_restriction_classes",
                    Type.list(),
                    "",
                    """
                    Names that can be used as restrictions; each is defined as a parameter \
                    of that name.\
                    """);

    public static final Parameter<Boolean> SMTPD_DELAY_REJECT =
            CHAPTER.add(
                    "smtpd_delay_reject",
                    Type.yesNo(),
                    "yes",
                    """
                    Whether a client that is refused by the restrictions on its connection, \
                    its greeting or its sender hears it at RCPT, and not at once.\
                    """);

    public static final Parameter<String> SMTPD_NULL_ACCESS_LOOKUP_KEY =
            CHAPTER.add(
                    "smtpd_null_access_lookup_key",
                    Type.word("a key"),
                    "<>",
                    """
                    What `check_sender_access` asks its table for in the place of the null \
                    sender.\
                    """);

    public static final Parameter<List<String>> SMTPD_LOG_ACCESS_PERMIT_ACTIONS =
            CHAPTER.add(
                    "smtpd_log_access_permit_actions",
                    Type.matchList(),
                    "",
                    """
                    Which permits are logged: `permit_mynetworks`, `OK` of an access table, \
                    or `static:all`.\
                    """);

    public static final Parameter<String> DEFAULT_RBL_REPLY =
            CHAPTER.add(
                    "default_rbl_reply",
                    Type.template(),
                    "$rbl_code Service unavailable; $rbl_class [$rbl_what] blocked using"
                            + " $rbl_domain${rbl_reason?; $rbl_reason}",
                    """
                    The reply of `reject_rbl_client` and its kind: a code, perhaps a status, \
                    and a text, with the `$names` of postconf(5).\
                    """);

    public static final Parameter<List<String>> RBL_REPLY_MAPS =
            CHAPTER.add(
                    "rbl_reply_maps",
                    Type.tables(),
                    "",
                    """
                    Tables from the domain of a list to a reply of its own.\
                    """);

    public static final Parameter<String> SMTPD_EXPANSION_FILTER =
            CHAPTER.add(
                    "smtpd_expansion_filter",
                    Type.template(),
                    "\\t\\40!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\\\]^_`"
                            + "abcdefghijklmnopqrstuvwxyz{|}~",
                    """
                    The characters that a name may bring into such a reply; others become `_`.\
                    """);

    public static final Parameter<List<String>> MAPS_RBL_DOMAINS =
            CHAPTER.add(
                    "maps_rbl_domains",
                    Type.list(),
                    "",
                    """
                    The lists of `reject_maps_rbl`, an old form of `reject_rbl_client`.\
                    """);

    public static final Parameter<List<String>> PERMIT_MX_BACKUP_NETWORKS =
            CHAPTER.add(
                    "permit_mx_backup_networks",
                    Type.networks(),
                    "",
                    """
                    Where the first mail exchangers of a domain must be for \
                    `permit_mx_backup`; anywhere where it is empty.\
                    """);

    public static final Parameter<String> REJECT_TEMPFAIL_ACTION =
            tempfail(
                    "reject_tempfail_action",
                    "defer_if_permit",
                    "What becomes of a request where what a restriction asks has no answer:"
                            + " `defer_if_permit` lets other restrictions refuse, `defer` does not."
                            + " What follows is for one kind of restrictions each.");

    public static final Parameter<String> UNKNOWN_ADDRESS_TEMPFAIL_ACTION =
            tempfail(
                    "unknown_address_tempfail_action",
                    "$reject_tempfail_action",
                    "That of `reject_unknown_sender_domain` and"
                            + " `reject_unknown_recipient_domain`.");

    public static final Parameter<String> UNKNOWN_HELO_HOSTNAME_TEMPFAIL_ACTION =
            tempfail(
                    "unknown_helo_hostname_tempfail_action",
                    "$reject_tempfail_action",
                    "That of `reject_unknown_helo_hostname`.");

    public static final Parameter<String> UNVERIFIED_RECIPIENT_TEMPFAIL_ACTION =
            tempfail(
                    "unverified_recipient_tempfail_action",
                    "$reject_tempfail_action",
                    "That of `reject_unverified_recipient`.");

    public static final Parameter<String> UNVERIFIED_SENDER_TEMPFAIL_ACTION =
            tempfail(
                    "unverified_sender_tempfail_action",
                    "$reject_tempfail_action",
                    "That of `reject_unverified_sender`.");

    public static final Parameter<Boolean> SMTPD_HELO_REQUIRED =
            CHAPTER.add(
                    "smtpd_helo_required",
                    Type.yesNo(),
                    "no",
                    """
                    Whether a client must greet before MAIL.\
                    """);

    public static final Parameter<Boolean> SMTPD_REJECT_UNLISTED_RECIPIENT =
            CHAPTER.add(
                    "smtpd_reject_unlisted_recipient",
                    Type.yesNo(),
                    "yes",
                    """
                    Whether recipients are refused that no table knows, even where no \
                    restriction asks for it.\
                    """);

    public static final Parameter<Boolean> SMTPD_REJECT_UNLISTED_SENDER =
            CHAPTER.add(
                    "smtpd_reject_unlisted_sender",
                    Type.yesNo(),
                    "no",
                    """
                    Whether senders of own domains are refused that no table knows, even \
                    where no restriction asks for it.\
                    """);

    public static final Parameter<List<String>> SMTPD_SENDER_LOGIN_MAPS =
            CHAPTER.add(
                    Parameter.of(
                                    "smtpd_sender_login_maps",
                                    Type.tables(),
                                    "",
                                    """
                                    Tables from a sender to the logins that may use it. Without them each \
                                    login may use its own address and that of its account in \
                                    `mydestination`.\
                                    """)
                            .differs(
                                    """
                                    For submission the check is on without a restriction that asks for it.\
                                    """));

    private RestrictionParameters() {}

    private static Parameter<String> tempfail(String name, String usual, String doc) {
        Type<String> action =
                new Type<>(
                        "one of defer, defer_if_permit",
                        "one of defer, defer_if_permit",
                        text ->
                                Optional.of(text)
                                        .filter(List.of("defer", "defer_if_permit")::contains));
        return CHAPTER.add(name, action, usual, doc);
    }
}
