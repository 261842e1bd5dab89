// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.address.Address;
import org.mailroom.core.table.Delimiters;
import org.mailroom.core.table.MatchList;

import java.net.InetAddress;
import java.util.Map;
import java.util.function.Predicate;

/// What main.cf says for all restrictions.
///
/// @param origin `myorigin`: the domain of an address in a table that has none
/// @param delimiters what parts user and extension
/// @param domains whether a domain in a table stands for the names below it
/// @param nullSenderKey `smtpd_null_access_lookup_key`: what a table is asked for in place of the
///   null sender
/// @param loggedPermits `smtpd_log_access_permit_actions`: which permits are logged
/// @param rblReplies what who is in a list of the DNS hears
/// @param mxBackup `permit_mx_backup_networks`: whose relay this server may be a backup for
/// @param probeSender whether an address is `address_verify_sender`
/// @param unverifiedRecipient what `reject_unverified_recipient` says
/// @param unverifiedSender what `reject_unverified_sender` says
/// @param unknownAddress `unknown_address_tempfail_action`
/// @param unknownHelo `unknown_helo_hostname_tempfail_action`
/// @param codes reply codes that differ from the usual ones
public record AccessSettings(
        String origin,
        Delimiters delimiters,
        MatchList.Reach domains,
        String nullSenderKey,
        Predicate<String> loggedPermits,
        RblReplies rblReplies,
        Predicate<InetAddress> mxBackup,
        Predicate<Address> probeSender,
        Unverified unverifiedRecipient,
        Unverified unverifiedSender,
        Tempfail unknownAddress,
        Tempfail unknownHelo,
        Map<RejectCode, Integer> codes) {

    public AccessSettings {
        codes = Map.copyOf(codes);
    }

    int code(RejectCode which) {
        return codes.getOrDefault(which, which.usual());
    }
}
