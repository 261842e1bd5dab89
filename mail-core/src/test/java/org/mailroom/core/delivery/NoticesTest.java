// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.address.Address;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Notify;
import org.mailroom.core.queue.Recipient;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Who hears what of a message (RFC 3461 §4, §5).
class NoticesTest extends NoticesLab {
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    unknown@remote.test, '', 1
                    unknown@remote.test, FAILURE, 1
                    unknown@remote.test, 'SUCCESS,DELAY', 0
                    unknown@remote.test, NEVER, 0
                    someone@remote.test, '', 0
                    someone@remote.test, SUCCESS, 1
                    someone@remote.test, 'FAILURE,DELAY', 0
                    local@example.org, 'SUCCESS,FAILURE', 1
                    local@example.org, NEVER, 0
                    """)
    void areSentAsNotifyAsks(String to, String notify, int count) throws IOException {
        send(recipient(to, notify));
        lab.awaitEmpty();

        assertThat(notices("sender@client.test")).hasSize(count);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    '', 1
                    'FAILURE,DELAY', 1
                    FAILURE, 0
                    NEVER, 0
                    """)
    void areSentOfDelaysAsNotifyAsks(String notify, int count) throws IOException {
        send(recipient("late@remote.test", notify));
        lab.awaitDeferred(1);
        lab.pass(Duration.ofHours(5));
        Awaitility.await().until(() -> lab.attempts("late@remote.test") == 2);
        lab.awaitDeferred(1);
        Awaitility.await().until(() -> lab.queue().entries().size() == 1);

        assertThat(notices("sender@client.test")).hasSize(count);
    }

    @Test
    void tellOfEachSuccessWhatItWas() throws IOException {
        Recipient alias = recipient("local@example.org", "SUCCESS");
        send(
                new Recipient(
                        alias.address(),
                        alias.original(),
                        Optional.of("rfc822;First+Last@example.org"),
                        alias.notices()),
                recipient("someone@remote.test", "SUCCESS"),
                recipient("other@remote.test", "NEVER"));
        lab.awaitEmpty();

        assertThat(notices("sender@client.test"))
                .singleElement()
                .asString()
                .contains("Subject: Successful Mail Delivery Report")
                .contains("Original-Envelope-Id: QQ+1\r\n")
                .contains(
                        String.join(
                                "\r\n",
                                "Final-Recipient: rfc822; local@example.org",
                                "Original-Recipient: rfc822;First+Last@example.org",
                                "Action: delivered",
                                "Status: 2.0.0"))
                .contains(
                        String.join(
                                "\r\n",
                                "Final-Recipient: rfc822; someone@remote.test",
                                "Original-Recipient: rfc822;someone@remote.test",
                                "Action: relayed"))
                .doesNotContain("other@remote.test")
                .doesNotContain("X-Failed-Recipients")
                .doesNotContain("the body");
        assertThat(lab.logged("sender delivery status notification: ")).hasSize(1);
    }

    /// RFC 3461 §5.2.2
    @Test
    void leavesItToTheNextServerToTellOfSuccess() throws IOException {
        lab.successIsTold = Courier.Telling.THEIRS;

        send(recipient("someone@remote.test", "SUCCESS"));
        lab.awaitEmpty();

        assertThat(notices("sender@client.test")).isEmpty();
    }

    @Test
    void tellThatAnAliasHasSeveralMembers() throws IOException {
        Notify rest = Notify.parse("SUCCESS,FAILURE").orElseThrow().withoutSuccess();
        Recipient first = recipient("local@example.org", "");
        Address list = DeliveryLab.address("list@example.org");
        send(
                new Recipient(first.address(), list, Optional.empty(), rest.withExpansion()),
                new Recipient(DeliveryLab.address("b@remote.test"), list, Optional.empty(), rest));
        lab.awaitEmpty();

        assertThat(notices("sender@client.test"))
                .singleElement()
                .asString()
                .contains("Final-Recipient: rfc822; list@example.org\r\n")
                .contains("Action: expanded\r\n")
                .doesNotContain("b@remote.test");
    }

    @ParameterizedTest
    @CsvSource({"UNSAID, true", "FULL, true", "HDRS, false"})
    void bringBackAsMuchAsRetAsks(Envelope.Returning returning, boolean whole) throws IOException {
        lab.send(envelope(returning, recipient("unknown@remote.test", "")), BODY);
        lab.awaitEmpty();

        String notice = notices("sender@client.test").getFirst();
        assertThat(notice).contains("Subject: hello");
        assertThat(notice.contains("the body")).isEqualTo(whole);
    }

    // RFC 8689 §5
    @Test
    void areProtectedAsTheMessageWas() throws IOException {
        lab.send(
                envelope(Envelope.Returning.FULL, recipient("unknown@remote.test", ""))
                        .with(Envelope.TlsDemand.REQUIRED),
                BODY);
        lab.awaitEmpty();

        assertThat(notices("sender@client.test").getFirst())
                .contains("Subject: hello")
                .doesNotContain("the body");
        assertThat(List.copyOf(lab.carried))
                .allMatch(it -> it.envelope().tls() == Envelope.TlsDemand.REQUIRED);
    }

    @Test
    void tellThatADelayIsOverWhereThatIsWanted() throws IOException {
        lab.telling = telling(true);
        send(recipient("late@remote.test", ""));
        lab.awaitDeferred(1);
        lab.pass(Duration.ofHours(5));
        Awaitility.await().until(() -> lab.attempts("late@remote.test") == 2);
        lab.awaitDeferred(1);

        lab.hosts = _ -> new Outcome.Delivered("2.0.0", "250 ok");
        lab.pass(Duration.ofHours(1));
        lab.awaitEmpty();

        assertThat(notices("sender@client.test")).hasSize(2);
        assertThat(notices("sender@client.test").getLast()).contains("Action: relayed");
    }

    /// RFC 3461 §4.1: hidden copies are such recipients too
    @Test
    void tellOfTheEndOfADelayOnlyThoseWhoHearOfDelays() throws IOException {
        lab.telling = telling(true);
        send(
                recipient("late@remote.test", ""),
                recipient("late@hidden.test", "NEVER"),
                recipient("late@failures.test", "FAILURE"));
        Awaitility.await().until(() -> lab.attempts("late@failures.test") == 1);
        lab.awaitDeferred(1);
        lab.pass(Duration.ofHours(5));
        Awaitility.await().until(() -> notices("sender@client.test").size() == 1);
        lab.awaitDeferred(1);

        lab.hosts = _ -> new Outcome.Delivered("2.0.0", "250 ok");
        lab.pass(Duration.ofHours(1));
        lab.awaitEmpty();

        assertThat(notices("sender@client.test")).hasSize(2);
        assertThat(notices("sender@client.test").getLast())
                .contains("Final-Recipient: rfc822; late@remote.test")
                .doesNotContain("hidden.test")
                .doesNotContain("failures.test");
    }

    @Test
    void haveTheWordsOfTheAdministrator() throws IOException {
        lab.templates =
                BounceTemplates.parse(
                        """
                        # ours
                        failure_template = <<END
                        Charset: utf-8
                        From: Post <post@example.org>
                        Subject: Back again

                        Grüße von $myhostname in $mydomain, ${maximal_queue_lifetime_days} Tage, $$5, $unknown
                        END
                        """);
        send(recipient("unknown@remote.test", ""));
        lab.awaitEmpty();

        assertThat(notices("sender@client.test").getFirst())
                .contains("From: Post <post@example.org>\r\n")
                .contains("Content-Type: text/plain; charset=utf-8")
                .contains(
                        "\r\nGrüße von mail.example.org in example.net, 5 Tage, $5, $unknown\r\n");
    }
}
