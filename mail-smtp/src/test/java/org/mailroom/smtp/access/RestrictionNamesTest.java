// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.table.Tables;
import org.mailroom.smtp.policy.PolicyServices;
import org.mailroom.smtp.policy.PolicySettings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;

/// Every restriction that postconf(5) documents is known here, and the older names of some.
class RestrictionNamesTest {
    private static final Tables TABLES = Tables.of("hash", Set.of(), _ -> {});

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permit",
                "reject",
                "defer",
                "defer_if_permit",
                "defer_if_reject",
                "sleep 1",
                "warn_if_reject reject",
                "permit_mynetworks",
                "permit_sasl_authenticated",
                "permit_auth_destination",
                "permit_mx_backup",
                "permit_inet_interfaces",
                "permit_tls_clientcerts",
                "permit_tls_all_clientcerts",
                "permit_dnswl_client x.test",
                "permit_rhswl_client x.test",
                "reject_unauth_destination",
                "defer_unauth_destination",
                "reject_unauth_pipelining",
                "reject_plaintext_session",
                "reject_invalid_helo_hostname",
                "reject_non_fqdn_helo_hostname",
                "reject_unknown_helo_hostname",
                "reject_non_fqdn_sender",
                "reject_non_fqdn_recipient",
                "reject_unknown_sender_domain",
                "reject_unknown_recipient_domain",
                "reject_unknown_client_hostname",
                "reject_unknown_reverse_client_hostname",
                "reject_unlisted_sender",
                "reject_unlisted_recipient",
                "reject_unverified_sender",
                "reject_unverified_recipient",
                "reject_sender_login_mismatch",
                "reject_authenticated_sender_login_mismatch",
                "reject_known_sender_login_mismatch",
                "reject_unauthenticated_sender_login_mismatch",
                "reject_multi_recipient_bounce",
                "reject_rbl_client x.test",
                "reject_rhsbl_client x.test",
                "reject_rhsbl_reverse_client x.test",
                "reject_rhsbl_helo x.test",
                "reject_rhsbl_sender x.test",
                "reject_rhsbl_recipient x.test",
                "check_client_access inline:{a=OK}",
                "check_reverse_client_hostname_access inline:{a=OK}",
                "check_helo_access inline:{a=OK}",
                "check_sender_access inline:{a=OK}",
                "check_recipient_access inline:{a=OK}",
                "check_sasl_access inline:{a=OK}",
                "check_ccert_access inline:{a=OK}",
                "check_client_a_access inline:{a=DUNNO}",
                "check_reverse_client_hostname_a_access inline:{a=DUNNO}",
                "check_helo_a_access inline:{a=DUNNO}",
                "check_sender_a_access inline:{a=DUNNO}",
                "check_recipient_a_access inline:{a=DUNNO}",
                "check_client_mx_access inline:{a=DUNNO}",
                "check_reverse_client_hostname_mx_access inline:{a=DUNNO}",
                "check_helo_mx_access inline:{a=DUNNO}",
                "check_sender_mx_access inline:{a=DUNNO}",
                "check_recipient_mx_access inline:{a=DUNNO}",
                "check_client_ns_access inline:{a=DUNNO}",
                "check_reverse_client_hostname_ns_access inline:{a=DUNNO}",
                "check_helo_ns_access inline:{a=DUNNO}",
                "check_sender_ns_access inline:{a=DUNNO}",
                "check_recipient_ns_access inline:{a=DUNNO}",
                "check_policy_service inet:127.0.0.1:1",
                "reject_unknown_client",
                "reject_invalid_hostname",
                "reject_non_fqdn_hostname",
                "reject_unknown_hostname",
                "check_relay_domains"
            })
    void areKnown(String restriction) {
        var faults = new ArrayList<String>();
        var services = new PolicyServices(PolicySettings.DEFAULT, Path.of("/"));

        new RestrictionParser(TABLES::open, Map.of(), services, faults::add)
                .parse(Stage.RECIPIENT, restriction);

        assertThat(faults).isEmpty();
    }
}
