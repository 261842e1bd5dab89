// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

/// The codes of replies that refuse.
public final class ReplyCodeParameters {
    static final Chapter CHAPTER = new Chapter("Reply codes of the SMTP server");

    public static final Parameter<Integer> ACCESS_MAP_DEFER_CODE =
            code("access_map_defer_code", "450", "DEFER in an access table");

    public static final Parameter<Integer> ACCESS_MAP_REJECT_CODE =
            code("access_map_reject_code", "554", "REJECT in an access table");

    public static final Parameter<Integer> DEFER_CODE = code("defer_code", "450", "`defer`");

    public static final Parameter<Integer> INVALID_HOSTNAME_REJECT_CODE =
            code("invalid_hostname_reject_code", "501", "`reject_invalid_helo_hostname`");

    public static final Parameter<Integer> MAPS_RBL_REJECT_CODE =
            code("maps_rbl_reject_code", "554", "`reject_rbl_client` and its kind");

    public static final Parameter<Integer> MULTI_RECIPIENT_BOUNCE_REJECT_CODE =
            code("multi_recipient_bounce_reject_code", "550", "`reject_multi_recipient_bounce`");

    public static final Parameter<Integer> NON_FQDN_REJECT_CODE =
            code("non_fqdn_reject_code", "504", "`reject_non_fqdn_sender` and its kind");

    public static final Parameter<Integer> PLAINTEXT_REJECT_CODE =
            code("plaintext_reject_code", "450", "`reject_plaintext_session`");

    public static final Parameter<Integer> REJECT_CODE = code("reject_code", "554", "`reject`");

    public static final Parameter<Integer> RELAY_DOMAINS_REJECT_CODE =
            code("relay_domains_reject_code", "554", "`reject_unauth_destination`");

    public static final Parameter<Integer> UNKNOWN_ADDRESS_REJECT_CODE =
            code(
                    "unknown_address_reject_code",
                    "450",
                    "`reject_unknown_sender_domain` and `reject_unknown_recipient_domain`");

    public static final Parameter<Integer> UNKNOWN_CLIENT_REJECT_CODE =
            code("unknown_client_reject_code", "450", "`reject_unknown_client_hostname`");

    public static final Parameter<Integer> UNKNOWN_HOSTNAME_REJECT_CODE =
            code("unknown_hostname_reject_code", "450", "`reject_unknown_helo_hostname`");

    public static final Parameter<Integer> UNKNOWN_LOCAL_RECIPIENT_REJECT_CODE =
            code(
                    "unknown_local_recipient_reject_code",
                    "550",
                    "a recipient in `mydestination` that does not exist");

    public static final Parameter<Integer> UNKNOWN_RELAY_RECIPIENT_REJECT_CODE =
            code(
                    "unknown_relay_recipient_reject_code",
                    "550",
                    "a recipient in `relay_domains` that does not exist");

    public static final Parameter<Integer> UNKNOWN_VIRTUAL_ALIAS_REJECT_CODE =
            code(
                    "unknown_virtual_alias_reject_code",
                    "550",
                    "a recipient in `virtual_alias_domains` that does not exist");

    public static final Parameter<Integer> UNKNOWN_VIRTUAL_MAILBOX_REJECT_CODE =
            code(
                    "unknown_virtual_mailbox_reject_code",
                    "550",
                    "a recipient in `virtual_mailbox_domains` that does not exist");

    public static final Parameter<Integer> UNVERIFIED_RECIPIENT_DEFER_CODE =
            code(
                    "unverified_recipient_defer_code",
                    "450",
                    "a recipient of which `reject_unverified_recipient` could not be told");

    public static final Parameter<Integer> UNVERIFIED_RECIPIENT_REJECT_CODE =
            code("unverified_recipient_reject_code", "450", "`reject_unverified_recipient`");

    public static final Parameter<Integer> UNVERIFIED_SENDER_DEFER_CODE =
            code(
                    "unverified_sender_defer_code",
                    "450",
                    "a sender of which `reject_unverified_sender` could not be told");

    public static final Parameter<Integer> UNVERIFIED_SENDER_REJECT_CODE =
            code("unverified_sender_reject_code", "450", "`reject_unverified_sender`");

    private ReplyCodeParameters() {}

    private static Parameter<Integer> code(String name, String usual, String what) {
        return CHAPTER.add(
                name, Type.number(400, 599), usual, "The code of the reply to " + what + ".");
    }
}
