// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.intake.Draft;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// What postmasters hear of (`notify_classes`), and who else where the sender cannot be told.
class PostmasterNoticesTest extends NoticesLab {
    @Test
    void tellPostmastersOfWhatComesBack() throws IOException {
        lab.telling = telling(false, BounceSettings.Classes.BOUNCE);
        send(recipient("unknown@remote.test", "NEVER"));
        lab.awaitEmpty();

        assertThat(notices("sender@client.test")).isEmpty();
        assertThat(notices("bounces@example.org"))
                .singleElement()
                .asString()
                .contains("Subject: Postmaster Copy: Undelivered Mail")
                .contains("To: bounces@example.org")
                .contains("Subject: hello")
                .doesNotContain("the body");
        assertThat(lab.logged("postmaster non-delivery notification: ")).hasSize(1);
        assertThat(lab.logged("from=<double-bounce@example.org>")).hasSize(1);
    }

    @Test
    void tellPostmastersOfNotificationsThatCannotBeDelivered() throws IOException {
        lab.telling = telling(false, BounceSettings.Classes.DOUBLE_BOUNCE);
        lab.send(ReversePath.NULL, BODY, "unknown@remote.test");
        lab.awaitEmpty();

        assertThat(notices("doubles@example.org")).hasSize(1);
    }

    @Test
    void tellNobodyThatANoticeToPostmastersFailed() {
        lab.telling =
                telling(false, BounceSettings.Classes.BOUNCE, BounceSettings.Classes.DOUBLE_BOUNCE);
        lab.hosts = _ -> NEVER;
        send(recipient("unknown@remote.test", ""));
        lab.awaitEmpty();

        // The bounce, its copy, and the copy of the bounce that failed
        assertThat(lab.logged("notification: ")).hasSize(3);
    }

    /// As when the sender's own address cannot be expanded, ever.
    @Test
    void doNotKeepMailForEverThatCannotBeWritten() {
        lab.draftRefusal = Optional.of(new Draft.Committed.Refused(451, "4.3.0", "alias loop"));
        send(recipient("unknown@remote.test", ""));
        lab.awaitDeferred(1);

        lab.pass(Duration.ofDays(1).plusHours(1));
        Awaitility.await().until(() -> lab.attempts("unknown@remote.test") == 2);
        lab.awaitDeferred(1);
        assertThat(lab.queue().entries()).hasSize(1);

        lab.pass(Duration.ofDays(1));
        lab.awaitEmpty();
        assertThat(lab.logged(": removed")).hasSize(1);
    }

    private void refuseMailToTheSender(int code) {
        lab.draftRefusal = Optional.of(new Draft.Committed.Refused(code, "x.3.0", "no"));
        lab.draftRefused =
                it -> it.recipients().getFirst().address().toString().equals("sender@client.test");
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void tellPostmastersWhereTheSenderCanNeverBeTold(boolean copies) throws IOException {
        lab.telling = copies ? telling(false, BounceSettings.Classes.BOUNCE) : telling(false);
        refuseMailToTheSender(552);
        send(recipient("unknown@remote.test", ""));
        lab.awaitEmpty();

        assertThat(notices("bounces@example.org"))
                .singleElement()
                .asString()
                .contains("<unknown@remote.test>: no such user", "Subject: hello");
    }

    @Test
    void tellPostmastersWhereTheSenderCouldNotBeToldInTime() throws IOException {
        lab.telling = telling(false);
        refuseMailToTheSender(451);
        send(recipient("unknown@remote.test", ""));
        lab.awaitDeferred(1);

        lab.pass(Duration.ofDays(3));
        lab.awaitEmpty();

        assertThat(notices("bounces@example.org"))
                .singleElement()
                .asString()
                .contains("<unknown@remote.test>: no such user");
    }

    @Test
    void tellPostmastersOfDelays() throws IOException {
        lab.telling = telling(false, BounceSettings.Classes.DELAY);
        send(recipient("late@remote.test", ""));
        lab.awaitDeferred(1);
        lab.pass(Duration.ofHours(5));
        Awaitility.await().until(() -> !notices("delays@example.org").isEmpty());

        assertThat(notices("delays@example.org").getFirst())
                .contains("Subject: Postmaster Warning: Delayed Mail")
                .contains("Action: delayed");
    }
}
