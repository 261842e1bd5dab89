// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.smtp.identity.Greeting;
import org.mailroom.smtp.identity.Login;
import org.mailroom.smtp.verify.Standing;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the DNS says of servers, and of who is in its lists.
class DnsChecksTest {
    private final AccessTrial trial = new AccessTrial();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    check_sender_mx_access    | mx.mail.test  | <a@mail.test>
                    check_sender_mx_access    | test          | <a@mail.test>
                    check_sender_mx_access    | 198.51.100.7  | <a@mail.test>
                    check_sender_mx_access    | 198.51        | <a@mail.test>
                    check_sender_mx_access    | 192.0.2.50    | <a@bare.test>
                    check_sender_mx_access    | 192.0.2.66    | <a@[192.0.2.66]>
                    check_sender_ns_access    | host.test     | <a@mail.test>
                    check_sender_ns_access    | 203.0.113.5   | <a@mail.test>
                    check_sender_ns_access    | ns.host.test  | <a@deep.down.mail.test>
                    check_sender_a_access     | 192.0.2.50    | <a@bare.test>
                    """)
    void asksAboutTheServersOfADomain(String check, String key, String sender) {
        trial.sender = sender;

        assertThat(trial.recipient(check + " inline:{{" + key + "=REJECT found}}"))
                .isEqualTo("554 5.7.1 %s: Sender address rejected: found".formatted(sender));
    }

    @ParameterizedTest
    @CsvSource({
        "check_client_a_access, 192.0.2.1, <client.test[192.0.2.1]>: Client host rejected: found",
        "check_helo_a_access, helo.test, <helo.test>: Helo command rejected: found",
        "check_reverse_client_hostname_a_access, 192.0.2.1,"
                + " <client.test>: Unverified Client host rejected: found",
        "check_recipient_a_access, org," + " <demo@example.org>: Recipient address rejected: found",
    })
    void asksAboutTheServersOfOthers(String check, String key, String answer) {
        assertThat(trial.recipient(check + " inline:{{" + key + "=REJECT found}}"))
                .isEqualTo("554 5.7.1 " + answer);
    }

    @Test
    void permitsNobodyByHisServers() {
        assertThat(trial.recipient("check_sender_mx_access inline:{{mx.mail.test=OK}}"))
                .isEqualTo("451 4.3.5 Server configuration error");
        assertThat(trial.notes)
                .anyMatch(note -> note.contains("OK is not allowed for the servers of a domain"));
    }

    @Test
    void passesOverServersThatCannotBeFound() {
        trial.sender = "<a@slow.test>";

        assertThat(trial.recipient("check_sender_mx_access static:REJECT"))
                .isEqualTo(AccessTrial.ACCEPTED);
        assertThat(trial.notes)
                .containsExactly("warning: Unable to look up MX host for slow.test: timeout");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    permit_dnswl_client wl.test, reject                | accepted
                    permit_dnswl_client wl.test=127.0.[2..9].[1;2], reject | accepted
                    permit_dnswl_client wl.test=127.0.4.2, reject      | 554 5.7.1 <demo@example.org>: Recipient address rejected: Access denied
                    permit_dnswl_client other.test, reject             | 554 5.7.1 <demo@example.org>: Recipient address rejected: Access denied
                    permit_rhswl_client rhswl.test, reject             | accepted
                    permit_dnswl_client error.test, reject             | 450 4.7.1 <client.test[192.0.2.1]>: Client host rejected: Allowlist lookup error: error.test
                    permit_dnswl_client error.test, defer              | 450 4.7.1 <demo@example.org>: Recipient address rejected: Try again later
                    """)
    void permitsWhoIsInAList(String restrictions, String answer) {
        assertThat(trial.recipient(restrictions)).isEqualTo(answer);
    }

    @Test
    void letsNoListPermitStrangersToRelay() {
        trial.lists.put(Stage.RELAY, "permit_dnswl_client wl.test, reject_unauth_destination");
        trial.recipient = "<b@elsewhere.test>";

        assertThat(trial.judge()).isEqualTo("554 5.7.1 <b@elsewhere.test>: Relay access denied");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    $rbl_code 5.7.9 no: $client $rbl_what $rbl_domain | 554 5.7.9 no: client.test[192.0.2.1] 192.0.2.1 rbl.test
                    450 ${rbl_reason?{$rbl_reason}:{none}}            | 450 4.7.1 listed since Monday
                    521 4.1.1 $sender to $recipient_name              | 521 5.0.0 a@mail.test to demo
                    no code                                           | 554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using rbl.test; listed since Monday
                    550 ${rbl_reason                                  | 554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using rbl.test; listed since Monday
                    """)
    void answersByATemplate(String template, String answer) {
        trial.rblReply = template;

        assertThat(trial.recipient("reject_rbl_client rbl.test")).isEqualTo(answer);
    }

    @Test
    void answersByATemplateForOneList() {
        trial.rblReplyMaps = List.of("inline:{{rbl.test=571 go away}}");

        assertThat(trial.recipient("reject_rbl_client rbl.test")).isEqualTo("571 5.7.1 go away");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    <b@backup.test>   | accepted
                    <b@own.test>      | 554 5.7.1 <b@own.test>: Relay access denied
                    <b@mail.test>     | 554 5.7.1 <b@mail.test>: Relay access denied
                    <b@absent.test>   | 554 5.7.1 <b@absent.test>: Relay access denied
                    <b%c@backup.test> | 554 5.7.1 <b%c@backup.test>: Relay access denied
                    <b@slow.test>     | 450 4.4.4 <b@slow.test>: Recipient address rejected: Unable to look up mail exchanger information
                    """)
    void isABackupForDomainsThatSaySo(String recipient, String answer) {
        trial.lists.put(Stage.RELAY, "permit_mx_backup, reject_unauth_destination");
        trial.recipient = recipient;

        assertThat(trial.judge()).isEqualTo(answer);
    }

    @Test
    void isABackupForCertainServersOnly() {
        trial.lists.put(Stage.RELAY, "permit_mx_backup, reject_unauth_destination");
        trial.recipient = "<b@backup.test>";
        trial.mxBackup = address -> address.equals(InetAddress.ofLiteral("192.0.2.1"));

        assertThat(trial.judge()).isEqualTo("554 5.7.1 <b@backup.test>: Relay access denied");
    }

    @Test
    void refusesAddressesThatAreNotDeliverable() {
        trial.standing = new Standing.Undeliverable("5.1.1", "host said: 550 no");

        assertThat(trial.recipient("reject_unverified_recipient"))
                .isEqualTo(
                        "450 4.1.1 <demo@example.org>: Recipient address rejected: undeliverable"
                                + " address: host said: 550 no");
        assertThat(trial.recipient("reject_unverified_sender"))
                .isEqualTo(
                        "450 4.1.0 <a@mail.test>: Sender address rejected: undeliverable address:"
                                + " host said: 550 no");
        trial.codes.put(RejectCode.UNVERIFIED_RECIPIENT_REJECT_CODE, 550);
        trial.unverified = new Unverified("look-up failed", Tempfail.DEFER);
        assertThat(trial.recipient("reject_unverified_recipient"))
                .isEqualTo(
                        "550 5.1.1 <demo@example.org>: Recipient address rejected: look-up failed");
        trial.sender = "<>";
        assertThat(trial.recipient("reject_unverified_sender")).isEqualTo(AccessTrial.ACCEPTED);
    }

    @Test
    void defersAddressesThatNobodyCanTellOf() {
        trial.standing = new Standing.Unsure("Address verification in progress");
        String unsure =
                "450 4.1.1 <demo@example.org>: Recipient address rejected: unverified address:"
                        + " Address verification in progress";

        assertThat(trial.recipient("reject_unverified_recipient")).isEqualTo(unsure);
        assertThat(trial.recipient("reject_unverified_recipient, reject")).startsWith("554 ");
        trial.unverified = new Unverified("", Tempfail.DEFER);
        assertThat(trial.recipient("reject_unverified_recipient, reject")).isEqualTo(unsure);
    }

    @Test
    void defersAtOnceWhereTheDnsDoesNotAnswerIfToldTo() {
        trial.sender = "<a@slow.test>";
        trial.greeting = new Greeting.Ehlo("slow.test");
        assertThat(trial.recipient("reject_unknown_sender_domain, reject")).startsWith("554 ");
        assertThat(trial.recipient("reject_unknown_helo_hostname, reject")).startsWith("554 ");

        trial.tempfail = Tempfail.DEFER;

        assertThat(trial.recipient("reject_unknown_sender_domain, reject"))
                .isEqualTo("450 4.1.8 <a@slow.test>: Sender address rejected: Domain not found");
        assertThat(trial.recipient("reject_unknown_helo_hostname, reject"))
                .isEqualTo("450 4.7.1 <slow.test>: Helo command rejected: Host not found");
    }

    @Test
    void asksForLogins() {
        trial.login = Optional.of(new Login("Demo", "PLAIN"));

        assertThat(trial.recipient("check_sasl_access inline:{{demo=REJECT not you}}"))
                .isEqualTo("554 5.7.1 <Demo>: SASL login name rejected: not you");
    }

    @Test
    void logsPermitsThatAreWanted() {
        trial.loggedPermits = Set.of("permit_mynetworks", "OK");
        trial.address = "192.0.2.77";

        trial.recipient("check_sender_access inline:{{a@mail.test=OK}}");

        assertThat(trial.notes)
                .containsExactly(
                        "permit: action=permit_mynetworks for Recipient address=demo@example.org",
                        "permit: action=OK for Sender address=a@mail.test");
    }

    @Test
    void asksAListThatDoesNotAnswerOnceAMinute() {
        trial.sender = "<a@slow.list.test>";

        for (int i = 0; i < 3; i++) {
            assertThat(trial.recipient("reject_rhsbl_sender rhsbl.test"))
                    .isEqualTo(AccessTrial.ACCEPTED);
        }
        assertThat(AccessTrial.asked("slow.list.test.rhsbl.test")).isEqualTo(1);
        assertThat(trial.notes)
                .hasSize(3)
                .containsOnly("warning: slow.list.test.rhsbl.test: RBL lookup error: timeout");

        trial.nanoTime.addAndGet(Duration.ofMinutes(1).toNanos());
        trial.judge();
        assertThat(AccessTrial.asked("slow.list.test.rhsbl.test")).isEqualTo(2);
    }
}
