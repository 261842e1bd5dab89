// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Each restriction in a list of its own, and lists together.
class AccessPolicyTest {
    private final AccessTrial trial = new AccessTrial();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    permit_mynetworks, reject              | 554 5.7.1 <demo@example.org>: Recipient address rejected: Access denied
                    reject                                 | 554 5.7.1 <demo@example.org>: Recipient address rejected: Access denied
                    defer                                  | 450 4.7.1 <demo@example.org>: Recipient address rejected: Try again later
                    permit, reject                         | accepted
                    PERMIT, reject                         | accepted
                    Warn_If_Reject Reject, permit          | accepted
                    Check_Sender_Access static:PERMIT, reject | accepted
                    CHECK_SENDER_MX_ACCESS inline:{{mx.mail.test=REJECT mx}} | 554 5.7.1 <a@mail.test>: Sender address rejected: mx
                    permit_auth_destination, reject        | accepted
                    permit_sasl_authenticated, defer       | 450 4.7.1 <demo@example.org>: Recipient address rejected: Try again later
                    permit_tls_all_clientcerts, reject     | 554 5.7.1 <demo@example.org>: Recipient address rejected: Access denied
                    reject_unauth_destination              | accepted
                    defer_if_permit, permit                | 450 4.7.0 <demo@example.org>: Recipient address rejected: defer_if_permit requested
                    defer_if_permit, reject                | 554 5.7.1 <demo@example.org>: Recipient address rejected: Access denied
                    defer_if_permit, check_sender_access static:DISCARD | 450 4.7.0 <demo@example.org>: Recipient address rejected: defer_if_permit requested
                    defer_if_reject, reject                | 450 4.7.0 <demo@example.org>: Recipient address rejected: defer_if_reject requested
                    defer_if_reject, permit                | accepted
                    warn_if_reject reject, permit          | accepted
                    warn_if_reject defer_if_permit, permit | accepted
                    warn_if_reject, permit                 | accepted
                    warn_if_reject                         | 451 4.3.5 Server configuration error
                    reject_plaintext_session               | 450 4.7.1 Session encryption is required
                    reject_unlisted_recipient              | accepted
                    nonsense, permit                       | 451 4.3.5 Server configuration error
                    check_sender_access fail:oops, permit  | 451 4.3.5 Server configuration error
                    check_sender_access nosuch:table       | 451 4.3.5 Server configuration error
                    check_sender_access                    | 451 4.3.5 Server configuration error
                    check_policy_service x, permit    | 451 4.3.5 Server configuration error
                    check_sender_mx_access hash:/x, permit | 451 4.3.5 Server configuration error
                    sleep x, permit                        | 451 4.3.5 Server configuration error
                    inline:{{demo@example.org=REJECT bare}} | 554 5.7.1 <demo@example.org>: Recipient address rejected: bare
                    """)
    void answersAsPostfixDoes(String restrictions, String answer) {
        assertThat(trial.recipient(restrictions)).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    OK                     | accepted
                    ok                     | accepted
                    20260101               | accepted
                    permit                 | accepted
                    DUNNO                  | 554 5.7.1 <demo@example.org>: Recipient address rejected: Access denied
                    WARN look              | 554 5.7.1 <demo@example.org>: Recipient address rejected: Access denied
                    INFO look              | 554 5.7.1 <demo@example.org>: Recipient address rejected: Access denied
                    DISCARD                | discarded
                    REJECT                 | 554 5.7.1 <a@mail.test>: Sender address rejected: Access denied
                    REJECT go away         | 554 5.7.1 <a@mail.test>: Sender address rejected: go away
                    REJECT 5.7.9 go away   | 554 5.7.9 <a@mail.test>: Sender address rejected: go away
                    550                    | 550 5.7.1 <a@mail.test>: Sender address rejected: Access denied
                    550 5.1.1 who?         | 550 5.1.0 <a@mail.test>: Sender address rejected: who?
                    450 5.1.2 who?         | 450 4.1.8 <a@mail.test>: Sender address rejected: who?
                    DEFER                  | 450 4.7.1 <a@mail.test>: Sender address rejected: Try again later
                    DEFER later            | 450 4.7.1 <a@mail.test>: Sender address rejected: later
                    DEFER_IF_REJECT later  | 450 4.7.1 <a@mail.test>: Sender address rejected: later
                    REJCT                  | 451 4.3.5 Server configuration error
                    REJECTED, permit       | 451 4.3.5 Server configuration error
                    reject_non_fqdn_sender | 554 5.7.1 <demo@example.org>: Recipient address rejected: Access denied
                    defer                  | 450 4.7.1 <a@mail.test>: Sender address rejected: Try again later
                    """)
    void readsTheActionsOfAccessTables(String action, String answer) {
        String table = "check_sender_access {inline:{{a@mail.test=" + action + "}}}, reject";

        assertThat(trial.recipient(table)).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    HOLD                      | Hold[]                        | hold: <a@mail.test>: Sender address triggers HOLD action
                    HOLD look at it           | Hold[]                        | hold: <a@mail.test>: Sender address look at it
                    FILTER smtp:[x]           | Filter[transport=smtp:[x]]    | filter: <a@mail.test>: Sender address triggers FILTER smtp:[x]
                    REDIRECT b@example.org    | Redirect[to=b@example.org]    | redirect: <a@mail.test>: Sender address triggers REDIRECT b@example.org
                    BCC b@example.org | Copy[to=b@example.org]        | bcc: <a@mail.test>: Sender address triggers BCC b@example.org
                    PREPEND X-Seen: by me     | Prepend[field=X-Seen: by me]  |
                    """)
    void asksThingsOfTheMessage(String action, String order, String note) {
        trial.recipient("check_sender_access {inline:{{a@mail.test=" + action + "}}}");

        assertThat(trial.orders).hasToString("[" + order + "]");
        assertThat(trial.notes).isEqualTo(note == null ? List.of() : List.of(note));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    FILTER smtp        | "FILTER smtp" is not understood: expected transport:destination
                    REDIRECT           | "REDIRECT " is not understood: expected user@domain
                    REDIRECT bad       | "REDIRECT bad" is not understood: expected user@domain
                    BCC a b@c d        | "BCC a b@c d" is not understood: expected user@domain
                    PREPEND no field   | "PREPEND no field" is not understood: expected a header field
                    """)
    void warnsOfActionsWithoutSense(String action, String warning) {
        String answer =
                trial.recipient("check_sender_access {inline:{{a@mail.test=" + action + "}}}");

        assertThat(answer).isEqualTo(AccessTrial.ACCEPTED);
        assertThat(trial.notes).singleElement().asString().endsWith(": " + warning);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    check_client_access    | client.test
                    check_client_access    | test
                    check_client_access    | 192.0.2.1
                    check_client_access    | 192.0.2
                    check_client_access    | 192
                    check_helo_access      | helo.test
                    check_helo_access      | test
                    check_sender_access    | a@mail.test
                    check_sender_access    | mail.test
                    check_sender_access    | test
                    check_sender_access    | a@
                    check_recipient_access | demo+x@example.org
                    check_recipient_access | demo@example.org
                    check_recipient_access | example.org
                    check_recipient_access | org
                    check_recipient_access | demo+x@
                    check_recipient_access | demo@
                    """)
    void findsInAccessTables(String check, String key) {
        trial.recipient = "<Demo+X@Example.ORG>";

        assertThat(trial.recipient(check + " inline:{{" + key + "=REJECT found}}"))
                .endsWith("found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    check_client_access    | nt.test
                    check_client_access    | 92.0.2.1
                    check_client_access    | 192.0.2.
                    check_sender_access    | ail.test
                    check_sender_access    | @mail.test
                    check_recipient_access | demo
                    check_recipient_access | a@mail.test
                    """)
    void doesNotFindInAccessTables(String check, String key) {
        assertThat(trial.recipient(check + " inline:{{" + key + "=REJECT found}}"))
                .isEqualTo(AccessTrial.ACCEPTED);
    }

    @Test
    void looksTheNullSenderUpAsBrackets() {
        trial.sender = "<>";

        assertThat(trial.recipient("check_sender_access inline:{<>=REJECT}"))
                .isEqualTo("554 5.7.1 <>: Sender address rejected: Access denied");
    }

    @Test
    void asksTheListsInPostfixOrder() {
        trial.lists.put(Stage.RECIPIENT, "check_recipient_access static:WARN, reject");
        trial.lists.put(Stage.RELAY, "check_recipient_access {static:{WARN relay}}, permit");
        trial.lists.put(Stage.SENDER, "check_sender_access {static:{WARN sender}}, permit");
        trial.lists.put(Stage.HELO, "check_helo_access {static:{WARN helo}}, permit");
        trial.lists.put(Stage.CLIENT, "check_client_access {static:{WARN client}}, permit");

        assertThat(trial.judge()).startsWith("554 ");
        assertThat(trial.notes)
                .containsExactly(
                        "warn: <client.test[192.0.2.1]>: Client host client",
                        "warn: <helo.test>: Helo command helo",
                        "warn: <a@mail.test>: Sender address sender",
                        "warn: <demo@example.org>: Recipient address relay",
                        "warn: <demo@example.org>: Recipient address triggers WARN action");
    }

    @Test
    void defersInTheEndWhatAnEarlierListCouldNotTell() {
        trial.sender = "<a@slow.test>";
        trial.lists.put(Stage.SENDER, "reject_unknown_sender_domain");
        trial.lists.put(Stage.RELAY, "permit");

        assertThat(trial.judge())
                .isEqualTo("450 4.1.8 <a@slow.test>: Sender address rejected: Domain not found");
    }

    @Test
    void asksAboutUnknownRecipientsAfterAllLists() {
        trial.alwaysChecked = Set.of(AccessPolicy.AlwaysChecked.SMTPD_REJECT_UNLISTED_RECIPIENT);
        trial.recipient = "<nobody@example.org>";

        assertThat(trial.recipient("permit"))
                .isEqualTo(
                        "550 5.1.1 <nobody@example.org>: Recipient address rejected: User unknown"
                                + " in local recipient table");
    }

    @Test
    void asksAboutUnknownSendersIfTold() {
        trial.alwaysChecked = Set.of(AccessPolicy.AlwaysChecked.SMTPD_REJECT_UNLISTED_SENDER);
        trial.sender = "<nobody@example.org>";

        assertThat(trial.recipient("permit"))
                .isEqualTo(
                        "550 5.1.0 <nobody@example.org>: Sender address rejected: User unknown in"
                                + " local recipient table");
    }

    @Test
    void doesNotRelayWhereTheListsForgetTo() {
        trial.recipient = "<b@elsewhere.test>";
        trial.lists.put(Stage.RELAY, "");
        trial.lists.put(Stage.RECIPIENT, "warn_if_reject reject_unauth_destination, permit");

        assertThat(trial.judge()).isEqualTo("451 4.3.5 Server configuration error");
        assertThat(trial.policy().guardsRelay()).isFalse();
    }

    @Test
    void asksNoFurtherListOnceTheMessageIsDiscarded() {
        trial.recipient = "<b@elsewhere.test>";
        trial.lists.put(Stage.SENDER, "check_sender_access static:DISCARD");

        assertThat(trial.recipient("reject")).isEqualTo("discarded");
    }

    @Test
    void saysWhatItOnlyWarnsOf() {
        trial.recipient("warn_if_reject reject, warn_if_reject defer_if_permit");

        assertThat(trial.notes)
                .containsExactly(
                        "reject_warning: 554 5.7.1 <demo@example.org>: Recipient address rejected:"
                                + " Access denied",
                        "reject_warning: 450 4.7.0 <demo@example.org>: Recipient address rejected:"
                                + " defer_if_permit requested");
    }

    @Test
    void endsListsThatLeadToEachOther() {
        trial.classes.put("loop", "check_sender_access static:loop");

        assertThat(trial.recipient("loop")).isEqualTo("451 4.3.5 Server configuration error");
    }

    @Test
    void endsClassesThatContainThemselves() {
        trial.classes.put("loop", "loop");

        assertThat(trial.recipient("loop")).isEqualTo("451 4.3.5 Server configuration error");
        assertThat(trial.warnings)
                .containsExactly(
                        "smtpd_recipient_restrictions: the restriction class loop contains itself");
    }

    @Test
    void sleeps() {
        trial.recipient("sleep 5, permit");

        assertThat(trial.pauses).containsExactly(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    reject_unath_destination    | unknown smtpd restriction: "reject_unath_destination", did you mean "reject_unauth_destination"?
                    permit_mynetwork            | unknown smtpd restriction: "permit_mynetwork", did you mean "permit_mynetworks"?
                    xyzzy                       | unknown smtpd restriction: "xyzzy"
                    PERMIT_MYNETWORK            | unknown smtpd restriction: "PERMIT_MYNETWORK", did you mean "permit_mynetworks"?
                    check_policy_service x      | check_policy_service: "x" is no policy service: expected inet:host:port or unix:path
                    check_policy_service {inet:h:1, timout=1s} | check_policy_service: "timout" is no setting of a policy service, did you mean "timeout"?
                    check_policy_service {inet:h:1, try_limit=0} | check_policy_service: try_limit=0: expected a whole number from 1 up
                    check_policy_service {inet:h:1, timeout} | check_policy_service: "timeout" has no value: expected name=value
                    check_helo_access           | check_helo_access needs an argument
                    check_helo_access helo      | "helo" is no lookup table: expected type:name
                    reject_rbl_client a=b       | "a=b" is no DNS list: expected a domain, or domain=127.0.0.2
                    sleep long                  | "long" is no time to sleep: expected a number of seconds
                    """)
    void warnsOfWhatItCannotUse(String restrictions, String warning) {
        trial.recipient(restrictions);

        assertThat(trial.warnings).containsExactly("smtpd_recipient_restrictions: " + warning);
        assertThat(trial.notes)
                .containsExactly("warning: smtpd_recipient_restrictions: " + warning);
    }

    @Test
    void tellsClassesFromEachOtherByCase() {
        trial.classes.put("Mine", "reject");

        assertThat(trial.recipient("Mine")).startsWith("554 5.7.1 ");
        assertThat(trial.recipient("mine")).isEqualTo("451 4.3.5 Server configuration error");
    }

    @Test
    void seesTheGuardInAClass() {
        trial.classes.put("mine", "permit_mynetworks, reject_unauth_destination");
        trial.lists.put(Stage.RELAY, "mine");

        assertThat(trial.policy().guardsRelay()).isTrue();
    }

    @Test
    void takesTheSenderOfProbesWhateverTheListsSay() {
        trial.recipient = "<double-bounce@example.org>";
        trial.lists.put(Stage.CLIENT, "reject");

        assertThat(trial.recipient("reject")).isEqualTo(AccessTrial.ACCEPTED);
        assertThat(trial.judge(Request.Moment.DATA)).isEqualTo(AccessTrial.ACCEPTED);
    }
}
