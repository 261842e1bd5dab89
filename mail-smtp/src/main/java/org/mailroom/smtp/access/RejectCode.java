// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import java.util.Locale;

/// The reply codes that main.cf can change, by the names of their parameters.
public enum RejectCode {
    ACCESS_MAP_DEFER_CODE(450),
    ACCESS_MAP_REJECT_CODE(554),
    DEFER_CODE(450),
    INVALID_HOSTNAME_REJECT_CODE(501),
    MAPS_RBL_REJECT_CODE(554),
    MULTI_RECIPIENT_BOUNCE_REJECT_CODE(550),
    NON_FQDN_REJECT_CODE(504),
    PLAINTEXT_REJECT_CODE(450),
    REJECT_CODE(554),
    RELAY_DOMAINS_REJECT_CODE(554),
    UNKNOWN_ADDRESS_REJECT_CODE(450),
    UNKNOWN_CLIENT_REJECT_CODE(450),
    UNKNOWN_HOSTNAME_REJECT_CODE(450),
    UNKNOWN_LOCAL_RECIPIENT_REJECT_CODE(550),
    UNKNOWN_RELAY_RECIPIENT_REJECT_CODE(550),
    UNKNOWN_VIRTUAL_ALIAS_REJECT_CODE(550),
    UNKNOWN_VIRTUAL_MAILBOX_REJECT_CODE(550),
    UNVERIFIED_RECIPIENT_DEFER_CODE(450),
    UNVERIFIED_RECIPIENT_REJECT_CODE(450),
    UNVERIFIED_SENDER_DEFER_CODE(450),
    UNVERIFIED_SENDER_REJECT_CODE(450);

    private final int usual;
    private final String parameter = name().toLowerCase(Locale.ROOT);

    RejectCode(int usual) {
        this.usual = usual;
    }

    public int usual() {
        return usual;
    }

    public String parameter() {
        return parameter;
    }
}
