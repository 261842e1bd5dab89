// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.table.LookupTable;
import org.mailroom.smtp.dnslist.AnswerFilter;
import org.mailroom.smtp.policy.PolicyService;

import java.time.Duration;

/// One entry of a restriction list, with Postfix's meaning.
public sealed interface Restriction permits Word, Restriction.WithArgument {

    /// A restriction that is more than a word.
    sealed interface WithArgument extends Restriction {}

    /// `check_…_access`: what the table says of the subject.
    record CheckTable(Subject subject, LookupTable table) implements WithArgument {}

    /// `check_…_mx_access` and its kind: what the table says of the servers of the subject's
    /// domain.
    record CheckServers(Subject subject, Kind kind, LookupTable table) implements WithArgument {
        /// Which servers of a domain.
        enum Kind {
            A,
            MX,
            NS
        }
    }

    /// `check_policy_service`: what the service says of the request.
    record CheckPolicy(PolicyService service) implements WithArgument {}

    /// `reject_rbl_client` and `reject_rhsbl_…`: refused when the list has the subject.
    record BlockList(DnsList list) implements WithArgument {}

    /// `permit_dnswl_client` and `permit_rhswl_client`: permitted when the list has the subject.
    record AllowList(DnsList list) implements WithArgument {}

    /// A list of the DNS, and what is looked up in it.
    record DnsList(BlockListEntry of, Subject subject, String zone, AnswerFilter filter) {}

    /// What is looked up in a list of the DNS.
    enum BlockListEntry {
        ADDRESS,
        NAME
    }

    /// A refusal by `next` is only logged.
    record WarnIfReject(Restriction next) implements WithArgument {}

    record Sleep(Duration time) implements WithArgument {}

    /// A list of `smtpd_restriction_classes`.
    record Group(RestrictionList list) implements WithArgument {}

    /// Cannot be understood, or not be used here: never a permit. Said at parse, and again when a
    /// list reaches it.
    record Unusable(String problem) implements WithArgument {}
}
