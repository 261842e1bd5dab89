// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.table.Delimiters;
import org.mailroom.core.tls.TlsInfo;
import org.mailroom.smtp.access.Request.Moment;
import org.mailroom.smtp.access.Request.Pace;
import org.mailroom.smtp.identity.Greeting;
import org.mailroom.smtp.identity.Login;

import java.util.Optional;
import java.util.Set;

/// Restrictions that look at names, addresses and the DNS, one by one.
class ClientAndAddressChecksTest {
    private final AccessTrial trial = new AccessTrial();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    192.0.2.1 | reject_unknown_client_hostname         | accepted
                    192.0.2.2 | reject_unknown_client_hostname         | 450 4.7.1 Client host rejected: cannot find your hostname, [192.0.2.2]
                    192.0.2.3 | reject_unknown_client_hostname         | 450 4.7.1 Client host rejected: cannot find your hostname, [192.0.2.3]
                    192.0.2.4 | reject_unknown_client                  | 450 4.7.1 Client host rejected: cannot find your hostname, [192.0.2.4]
                    192.0.2.2 | reject_unknown_reverse_client_hostname | accepted
                    192.0.2.4 | reject_unknown_reverse_client_hostname | 450 4.7.1 Client host rejected: cannot find your reverse hostname, [192.0.2.4]
                    127.0.0.1 | permit_inet_interfaces, reject         | accepted
                    192.0.2.77 | permit_mynetworks, reject             | accepted
                    2001:db8::1 | reject_unknown_client_hostname       | 450 4.7.1 Client host rejected: cannot find your hostname, [2001:db8::1]
                    """)
    void judgesTheClientsNames(String address, String restrictions, String answer) {
        trial.address = address;

        assertThat(trial.recipient(restrictions)).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    reject_rbl_client rbl.test                      | 554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using rbl.test; listed since Monday
                    reject_rbl_client rbl.test=127.0.0.2            | 554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using rbl.test; listed since Monday
                    reject_rbl_client rbl.test=127.0.0.3            | accepted
                    reject_rbl_client policy.test=127.0.0.[2..9]    | accepted
                    reject_rbl_client policy.test=127.0.0.[2;9..11] | 554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using policy.test
                    reject_rbl_client error.test                    | accepted
                    reject_rbl_client parked.test                   | accepted
                    reject_rbl_client absent.test                   | accepted
                    reject_rhsbl_client rhsbl.test                  | 554 5.7.1 Service unavailable; Client host [client.test] blocked using rhsbl.test
                    reject_rhsbl_reverse_client rhsbl.test          | 554 5.7.1 Service unavailable; Unverified Client host [client.test] blocked using rhsbl.test
                    reject_rhsbl_helo rhsbl.test                    | 554 5.7.1 Service unavailable; Helo command [helo.test] blocked using rhsbl.test
                    reject_rhsbl_sender rhsbl.test                  | 554 5.7.1 Service unavailable; Sender address [a@mail.test] blocked using rhsbl.test
                    reject_rhsbl_recipient rhsbl.test               | accepted
                    """)
    void asksListsOfTheDns(String restrictions, String answer) {
        assertThat(trial.recipient(restrictions)).isEqualTo(answer);
    }

    @Test
    void asksListsForAnIpv6ClientByHalfOctets() {
        trial.address = "2001:db8::1";

        assertThat(trial.recipient("reject_rbl_client rbl.test"))
                .startsWith("554 5.7.1 Service unavailable; Client host [2001:db8::1] blocked");
    }

    @Test
    void doesNotBelieveAnUnconfirmedNameInLists() {
        trial.address = "192.0.2.2";

        assertThat(trial.recipient("reject_rhsbl_client rhsbl.test"))
                .isEqualTo(AccessTrial.ACCEPTED);
        assertThat(trial.recipient("reject_rhsbl_reverse_client rhsbl.test")).startsWith("554 ");
    }

    @Test
    void warnsOfAListThatAnswersWithAnError() {
        trial.recipient("reject_rbl_client error.test");

        assertThat(trial.notes)
                .containsExactly(
                        "warning: error.test answers with an error: it does not serve this"
                                + " resolver");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    reject_invalid_helo_hostname  | client.test   | accepted
                    reject_invalid_helo_hostname  | [192.0.2.1]   | accepted
                    reject_invalid_helo_hostname  | [IPv6:::1]    | accepted
                    reject_invalid_hostname       | a..b          | 501 5.5.2 <a..b>: Helo command rejected: Invalid name
                    reject_invalid_helo_hostname  | -a.test       | 501 5.5.2 <-a.test>: Helo command rejected: Invalid name
                    reject_invalid_helo_hostname  | [999.0.2.1]   | 501 5.5.2 <[999.0.2.1]>: Helo command rejected: Invalid name
                    reject_non_fqdn_helo_hostname | client.test   | accepted
                    reject_non_fqdn_helo_hostname | [192.0.2.1]   | accepted
                    reject_non_fqdn_helo_hostname | localhost     | 504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname
                    reject_non_fqdn_hostname      | 192.0.2.1     | 504 5.5.2 <192.0.2.1>: Helo command rejected: need fully-qualified hostname
                    reject_unknown_helo_hostname  | client.test   | accepted
                    reject_unknown_helo_hostname  | mail.test     | accepted
                    reject_unknown_helo_hostname  | absent.test   | 450 4.7.1 <absent.test>: Helo command rejected: Host not found
                    reject_unknown_helo_hostname  | textonly.test | 450 4.7.1 <textonly.test>: Helo command rejected: Host not found
                    reject_unknown_hostname       | slow.test     | 450 4.7.1 <slow.test>: Helo command rejected: Host not found
                    reject_unknown_helo_hostname  | [192.0.2.1]   | accepted
                    """)
    void judgesGreetings(String restrictions, String name, String answer) {
        trial.greeting = new Greeting.Ehlo(name);

        assertThat(trial.recipient(restrictions)).isEqualTo(answer);
    }

    @Test
    void doesNotJudgeAGreetingThatWasNotGiven() {
        trial.greeting = new Greeting.None();
        trial.lists.put(Stage.HELO, "reject");

        assertThat(
                        trial.recipient(
                                "reject_invalid_helo_hostname, reject_non_fqdn_helo_hostname,"
                                        + " reject_unknown_helo_hostname, reject_rhsbl_helo"
                                        + " rhsbl.test, check_helo_access static:REJECT"))
                .isEqualTo(AccessTrial.ACCEPTED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    reject_non_fqdn_sender       | <a@mail.test>      | accepted
                    reject_non_fqdn_sender       | <>                 | accepted
                    reject_non_fqdn_sender       | <a@mail>           | 504 5.5.2 <a@mail>: Sender address rejected: need fully-qualified address
                    reject_non_fqdn_sender       | <a>                | 504 5.5.2 <a>: Sender address rejected: need fully-qualified address
                    reject_non_fqdn_sender       | <a@[192.0.2.1]>    | accepted
                    reject_unknown_sender_domain | <a@mail.test>      | accepted
                    reject_unknown_sender_domain | <a@bare.test>      | accepted
                    reject_unknown_sender_domain | <>                 | accepted
                    reject_unknown_sender_domain | <a@[192.0.2.1]>    | accepted
                    reject_unknown_sender_domain | <a@example.org>    | accepted
                    reject_unknown_sender_domain | <a@absent.test>    | 450 4.1.8 <a@absent.test>: Sender address rejected: Domain not found
                    reject_unknown_sender_domain | <a@textonly.test>  | 450 4.1.8 <a@textonly.test>: Sender address rejected: Domain not found
                    reject_unknown_sender_domain | <a@null.test>      | 550 5.7.27 <a@null.test>: Sender address rejected: Domain null.test does not accept mail (nullMX)
                    reject_unknown_sender_domain | <a@slow.test>      | 450 4.1.8 <a@slow.test>: Sender address rejected: Domain not found
                    reject_unlisted_sender       | <nobody@example.org> | 550 5.1.0 <nobody@example.org>: Sender address rejected: User unknown in local recipient table
                    reject_unlisted_sender       | <unsure@example.org> | 451 4.3.0 <unsure@example.org>: Temporary lookup failure
                    """)
    void judgesSenders(String restrictions, String sender, String answer) {
        trial.sender = sender;

        assertThat(trial.recipient(restrictions)).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    reject_unauth_destination       | <b@elsewhere.test>    | 554 5.7.1 <b@elsewhere.test>: Relay access denied
                    defer_unauth_destination        | <b@elsewhere.test>    | 454 4.7.1 <b@elsewhere.test>: Relay access denied
                    check_relay_domains             | <b@elsewhere.test>    | 554 5.7.1 <b@elsewhere.test>: Relay access denied
                    reject_unauth_destination       | <b@relay.test>        | accepted
                    reject_unauth_destination       | <b%x.test@relay.test> | 554 5.7.1 <b%x.test@relay.test>: Relay access denied
                    permit_auth_destination, reject | <b!x@relay.test>      | 554 5.7.1 <b!x@relay.test>: Recipient address rejected: Access denied
                    reject_unlisted_recipient       | <nobody@example.org>  | 550 5.1.1 <nobody@example.org>: Recipient address rejected: User unknown in local recipient table
                    reject_unlisted_recipient       | <unsure@example.org>  | 451 4.3.0 <unsure@example.org>: Temporary lookup failure
                    reject_non_fqdn_recipient       | <b@short>             | 504 5.5.2 <b@short>: Recipient address rejected: need fully-qualified address
                    reject_non_fqdn_recipient       | <Postmaster>          | accepted
                    reject_unknown_recipient_domain | <b@absent.test>       | 450 4.1.2 <b@absent.test>: Recipient address rejected: Domain not found
                    reject_unknown_recipient_domain | <b@null.test>         | 556 5.1.10 <b@null.test>: Recipient address rejected: Domain null.test does not accept mail (nullMX)
                    """)
    void judgesRecipients(String restrictions, String recipient, String answer) {
        trial.recipient = recipient;
        trial.lists.put(Stage.RELAY, "permit");

        assertThat(trial.recipient(restrictions)).isEqualTo(answer);
    }

    @Test
    void takesCodesFromTheConfiguration() {
        trial.codes.put(RejectCode.UNKNOWN_ADDRESS_REJECT_CODE, 550);
        trial.codes.put(RejectCode.UNKNOWN_LOCAL_RECIPIENT_REJECT_CODE, 450);
        trial.sender = "<a@absent.test>";
        trial.recipient = "<nobody@example.org>";

        assertThat(trial.recipient("reject_unknown_sender_domain")).startsWith("550 5.1.8 ");
        assertThat(trial.recipient("reject_unlisted_recipient")).startsWith("450 4.1.1 ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    reject_sender_login_mismatch                 |       | demo@example.org   | not logged in
                    reject_sender_login_mismatch                 |       | sales@example.org  | not logged in
                    reject_sender_login_mismatch                 |       | other@example.org  | accepted
                    reject_sender_login_mismatch                 | demo  | demo@example.org   | accepted
                    reject_sender_login_mismatch                 | demo  | demo+x@example.org | accepted
                    reject_sender_login_mismatch                 | demo  | info@example.org   | accepted
                    reject_sender_login_mismatch                 | demo  | any@owned.test     | accepted
                    reject_sender_login_mismatch                 | demo  | sales@example.org  | not owned by user demo
                    reject_sender_login_mismatch                 | demo  | demo@mail.test     | not owned by user demo
                    reject_sender_login_mismatch                 | a@virtual.test | A@Virtual.test | accepted
                    reject_authenticated_sender_login_mismatch   |       | demo@example.org   | accepted
                    reject_authenticated_sender_login_mismatch   | demo  | other@example.org  | not owned by user demo
                    reject_unauthenticated_sender_login_mismatch |       | demo@example.org   | not logged in
                    reject_unauthenticated_sender_login_mismatch | demo  | sales@example.org  | accepted
                    reject_known_sender_login_mismatch           | demo  | other@example.org  | accepted
                    reject_known_sender_login_mismatch           | demo  | sales@example.org  | not owned by user demo
                    reject_known_sender_login_mismatch           |       | sales@example.org  | not logged in
                    """)
    void bindsSendersToLogins(String restriction, String user, String sender, String answer) {
        trial.loginMaps =
                Optional.of(
                        "inline:{sales@example.org=other, {info@example.org=other, demo},"
                                + " @owned.test=demo}");
        trial.login = Optional.ofNullable(user).map(name -> new Login(name, "PLAIN"));
        trial.sender = "<" + sender + ">";

        assertThat(trial.recipient(restriction)).endsWith(answer);
    }

    @ParameterizedTest
    @CsvSource({
        "alice, alice-admin@example.org, not owned by user alice",
        "alice, alice-sales@example.org, not owned by user alice",
        "bob, bob-1@example.org, not owned by user bob",
        "bob, bob-2@example.org, accepted",
        "alice, alice-x@example.org, accepted",
        "alice, alice-admin-x@example.org, accepted",
        "alice-admin, alice-admin@example.org, accepted",
        "alice-admin, alice@example.org, not owned by user alice-admin",
        "bob, alice-sales@example.org, accepted",
        "bob, alice-x@example.org, not owned by user bob"
    })
    void ownsExtendedNamesThatAreNobodyElses(String user, String sender, String answer) {
        trial.delimiters = new Delimiters("-", Delimiters.ListNames.WHOLE);
        trial.accounts = Set.of("alice", "alice-admin", "bob", "bob-1");
        trial.loginMaps =
                Optional.of("inline:{alice-sales@example.org=bob, bob@example.org=alice}");
        trial.login = Optional.of(new Login(user, "PLAIN"));
        trial.sender = "<" + sender + ">";

        assertThat(trial.recipient("reject_sender_login_mismatch")).endsWith(answer);
    }

    @ParameterizedTest
    @CsvSource({"bob, Bob", "BOB, bob"})
    void comparesOwnersWithoutCase(String user, String owner) {
        trial.loginMaps = Optional.of("inline:{sales@example.org=" + owner + "}");
        trial.login = Optional.of(new Login(user, "PLAIN"));
        trial.sender = "<sales@example.org>";

        assertThat(trial.recipient("reject_sender_login_mismatch")).isEqualTo(AccessTrial.ACCEPTED);
    }

    @Test
    void doesNotGuessWhichAccountsThereAre() {
        trial.accountsAreThere = false;
        trial.sender = "<demo@example.org>";

        assertThat(trial.recipient("reject_sender_login_mismatch"))
                .isEqualTo("451 4.3.0 <demo@example.org>: Temporary lookup failure");
    }

    @Test
    void doesNotGuessWhoOwnsASender() {
        trial.loginMaps = Optional.of("fail:no answer");
        trial.login = Optional.of(new Login("demo", "PLAIN"));

        assertThat(trial.recipient("reject_sender_login_mismatch"))
                .isEqualTo("451 4.3.0 <a@mail.test>: Temporary lookup failure");
    }

    @Test
    void looksAtTheSession() {
        trial.tls = Optional.of(new TlsInfo("TLSv1.3", "TLS_AES_128_GCM_SHA256", 128));
        trial.login = Optional.of(new Login("demo", "PLAIN"));

        assertThat(trial.recipient("reject_plaintext_session")).isEqualTo(AccessTrial.ACCEPTED);
        assertThat(trial.recipient("permit_sasl_authenticated, reject"))
                .isEqualTo(AccessTrial.ACCEPTED);
    }

    @Test
    void refusesHasteWhereAsked() {
        trial.pace = Pace.TOO_FAST;
        trial.lists.put(Stage.DATA, "reject_unauth_pipelining");

        assertThat(trial.judge(Moment.DATA))
                .isEqualTo(
                        "503 5.5.0 <DATA>: Data command rejected: Improper use of SMTP command"
                                + " pipelining");
    }

    @Test
    void refusesBouncesToMany() {
        trial.sender = "<>";
        trial.recipients = 2;
        trial.lists.put(Stage.DATA, "reject_multi_recipient_bounce");

        assertThat(trial.judge(Moment.DATA))
                .isEqualTo("550 5.5.3 <DATA>: Data command rejected: Multi-recipient bounce");
    }
}
