// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.dns.RecordedDns;
import org.mailroom.smtp.greylist.GreylistSettings;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// Parameters that say how restrictions answer, at a server whose DNS is in part out of order.
class RestrictionParametersTest {
    @TempDir Path folder;

    private final RecordedDns dns =
            RecordedDns.of(
                            "backup.test. IN MX 10 first.test.",
                            "backup.test. IN MX 20 mx.example.org.",
                            "mx.example.org. IN A 127.0.0.1",
                            "first.test. IN A 198.51.100.9",
                            "7.2.0.192.list.test. IN A 127.0.0.2")
                    .failing("broken.test.");

    @AfterEach
    void stopDns() {
        dns.close();
    }

    private Mailroom start(String parameters) throws IOException {
        return Mailroom.start(
                TestConfiguration.in(
                        folder,
                        """
                        mynetworks = 192.0.2.99
                        dns_servers = 127.0.0.1:%d
                        smtpd_authorized_xclient_hosts = 127.0.0.1
                        smtpd_peername_lookup = no
                        relay_domains = away.test
                        transport_maps = inline:{away.test=smtp:[127.0.0.1]:1}
                        """
                                        .formatted(dns.address().getPort())
                                + parameters.replace(" ; ", "\n")
                                + "\n"));
    }

    /// The reply to a recipient.
    private String rcpt(String parameters, String helo, String sender, String recipient)
            throws IOException {
        try (Mailroom server = start(parameters);
                var client = new Peer(server.address("smtp"))) {
            client.upTo("220 ");
            client.say("XCLIENT ADDR=192.0.2.7");
            client.upTo("220 ");
            client.say("EHLO " + helo);
            client.upTo("250 ");
            client.say("MAIL FROM:<" + sender + ">");
            client.upTo("250 ");
            client.say("RCPT TO:<" + recipient + ">");
            return client.line();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    unknown_address_tempfail_action         | smtpd_sender_restrictions = reject_unknown_sender_domain, reject | 450 4.1.8 <a@broken.test>
                    unknown_helo_hostname_tempfail_action   | smtpd_helo_restrictions = reject_unknown_helo_hostname, reject   | 450 4.7.1 <broken.test>
                    unverified_sender_tempfail_action       | smtpd_sender_restrictions = reject_unverified_sender, reject     | 450 4.1.0 <a@broken.test>
                    unverified_recipient_tempfail_action    | smtpd_recipient_restrictions = reject_unverified_recipient, reject | 450 4.1.1 <b@away.test>
                    """)
    void defersAtOnceWhereTheRestAndNobodyElseIsToBeAsked(
            String parameter, String restrictions, String deferral) throws IOException {
        assertThat(
                        rcpt(
                                restrictions + " ; " + parameter + " = defer",
                                "broken.test",
                                "a@broken.test",
                                "b@away.test"))
                .startsWith(deferral);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    smtpd_sender_restrictions = reject_unknown_sender_domain, reject
                    smtpd_helo_restrictions = reject_unknown_helo_hostname, reject
                    smtpd_sender_restrictions = reject_unverified_sender, reject
                    smtpd_recipient_restrictions = reject_unverified_recipient, reject
                    """)
    void refusesForGoodWhereOthersDo(String restrictions) throws IOException {
        assertThat(rcpt(restrictions, "broken.test", "a@broken.test", "b@away.test"))
                .startsWith("554 5.7.1 ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    unverified_sender_reject_reason = Nobody there ; smtpd_sender_restrictions = reject_unverified_sender | 450 4.1.0 <nobody@example.org>: Sender address rejected: Nobody there
                    unverified_recipient_reject_reason = Nobody here ; smtpd_recipient_restrictions = reject_unverified_recipient | 450 4.1.1 <nobody@example.org>: Recipient address rejected: Nobody here
                    """)
    void saysAnotherReasonThanTheServerThatWasAsked(String parameters, String reply)
            throws IOException {
        assertThat(rcpt(parameters, "client.test", "nobody@example.org", "nobody@example.org"))
                .isEqualTo(reply);
    }

    @ParameterizedTest
    @CsvSource({
        "198.51.100.0/24, 250 2.1.5 Ok",
        "203.0.113.0/24, 554 5.7.1 <b@backup.test>: Recipient address rejected: Access denied"
    })
    void isABackupForSomeNetworksOnly(String networks, String reply) throws IOException {
        assertThat(
                        rcpt(
                                "smtpd_relay_restrictions = permit_mx_backup, reject"
                                        + " ; permit_mx_backup_networks = "
                                        + networks,
                                "client.test",
                                "a@client.test",
                                "b@backup.test"))
                .isEqualTo(reply);
    }

    @Test
    void saysWhoIsListedInItsOwnWords() throws IOException {
        assertThat(
                        rcpt(
                                "smtpd_client_restrictions = reject_rbl_client list.test ;"
                                    + " default_rbl_reply = 550 5.7.1 $rbl_domain for $helo_name ;"
                                    + " smtpd_expansion_filter = list.e",
                                "client!test",
                                "a@client.test",
                                "demo@example.org"))
                .isEqualTo("550 5.7.1 list.test for _lie_t_test");
    }

    @Test
    void asksOnceWhetherAProbeHasEnded() throws IOException {
        assertThat(
                        rcpt(
                                "smtpd_recipient_restrictions = reject_unverified_recipient"
                                        + " ; address_verify_poll_count = 1",
                                "client.test",
                                "a@client.test",
                                "b@away.test"))
                .isEqualTo(
                        "450 4.1.1 <b@away.test>: Recipient address rejected: unverified address:"
                                + " Address verification in progress");
    }

    @Test
    void readsWhatGreylistingIsLike() throws IOException {
        Settings settings =
                Settings.of(
                        TestConfiguration.in(
                                folder,
                                """
                                greylist_auto_allow = 7
                                greylist_delay = 60
                                greylist_ipv4_prefix_length = 25
                                greylist_ipv6_prefix_length = 48
                                """),
                        TlsMaterial::look,
                        _ -> {});

        assertThat(new RestrictionSettings(settings, ServiceName.server("smtp")).greylist())
                .isEqualTo(new GreylistSettings(Duration.ofMinutes(1), 7, 25, 48));
    }
}
