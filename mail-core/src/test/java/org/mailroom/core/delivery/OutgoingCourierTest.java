// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailroom.core.delivery.OutgoingLab.CONTENT;
import static org.mailroom.core.delivery.OutgoingLab.FAR;
import static org.mailroom.core.delivery.OutgoingLab.FORWARDED;
import static org.mailroom.core.delivery.OutgoingLab.SRS;
import static org.mailroom.core.delivery.OutgoingLab.alias;
import static org.mailroom.core.delivery.OutgoingLab.generic;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.queue.Notify;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.rewrite.AddressMap;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Senders and addresses that are shown to the world.
class OutgoingCourierTest {
    @TempDir private Path scratch;
    private OutgoingLab lab;

    @BeforeEach
    void makeLab() {
        lab = new OutgoingLab(scratch);
    }

    @Test
    void passesOnWhatTheSenderWantsToHear() {
        var srs = lab.settings(Optional.empty(), Optional.of(SRS));
        Recipient asking = alias("a@here.test", "a@far.test").with(Notify.NEVER);

        lab.deliver(srs, "sender@far.test", asking);

        assertThat(lab.sent).containsExactly(FORWARDED + " > [a@far.test] NEVER HDRS: " + CONTENT);
    }

    @Test
    void givesForwardedMailASenderOfOurs() {
        var srs = lab.settings(Optional.empty(), Optional.of(SRS));

        List<Courier.Delivery> deliveries =
                lab.deliver(
                        srs,
                        "sender@far.test",
                        alias("a@here.test", "a@far.test"),
                        alias("b@far.test", "b@far.test"),
                        alias("c@here.test", "c@far.test"));

        assertThat(lab.sent)
                .containsExactly(
                        FORWARDED + " > [a@far.test, c@far.test]: " + CONTENT,
                        "sender@far.test > [b@far.test]: " + CONTENT);
        assertThat(deliveries)
                .map(it -> it.outcome().text())
                .containsExactly("a@far.test", "b@far.test", "c@far.test");
    }

    @Test
    void leavesOtherSendersAlone() {
        var srs = lab.settings(Optional.empty(), Optional.of(SRS));
        Recipient forwarded = alias("a@here.test", "a@far.test");

        lab.deliver(srs, "me@here.test", forwarded);
        lab.deliver(srs, "", forwarded);
        lab.deliver(srs, "sender@far.test", alias("a@there.test", "a@far.test"));

        assertThat(lab.sent)
                .map(it -> it.replaceFirst(" > .*\\R(?s:.*)", ""))
                .containsExactly("me@here.test", "", "sender@far.test");
    }

    @Test
    void knowsWhoHasItThoughACourierFailsOnTheOthers() {
        var srs = lab.settings(Optional.empty(), Optional.of(SRS));

        assertThat(
                        lab.deliver(
                                srs,
                                "sender@far.test",
                                alias("a@here.test", "a@far.test"),
                                alias("b@far.test", "bug@far.test")))
                .map(Courier.Delivery::outcome)
                .containsExactly(
                        new Outcome.Delivered("2.0.0", "a@far.test"),
                        new Outcome.Deferred("4.3.0", "mail system error"));
    }

    // generic(5): envelope and header, not the body
    @Test
    void showsOtherAddressesToTheWorld() {
        var generic =
                lab.settings(
                        Optional.of(generic(Map.of("ann@local.test", "ann.lee@isp.test"))),
                        Optional.empty());

        lab.deliver(generic, "ann@local.test", FAR);

        assertThat(lab.sent)
                .containsExactly(
                        "ann.lee@isp.test > [x@far.test]: "
                                + CONTENT.replace("<ann@local.test>", "<ann.lee@isp.test>"));
    }

    // Sender, header and several parts of one delivery have the same address
    @Test
    void asksTablesOnceForAnAddressOfAMessage() {
        var asked = new ArrayList<String>();
        AddressMap map = generic(Map.of("ann@local.test", "ann.lee@isp.test"));
        var counted =
                new AddressMap(
                        address -> {
                            asked.add(address.toString());
                            return map.table().apply(address);
                        },
                        false,
                        "here.test");
        var settings = lab.settings(Optional.of(counted), Optional.of(SRS));

        for (int message = 1; message <= 2; message++) {
            lab.deliver(settings, "ann@local.test", FAR, alias("bob@local.test", "x@far.test"));

            assertThat(asked).filteredOn("ann@local.test"::equals).hasSize(message);
            assertThat(asked).filteredOn("x@far.test"::equals).hasSize(message);
        }
    }

    @Test
    void waitsForATableThatCannotBeAsked() {
        var generic =
                lab.settings(Optional.of(generic(Map.of("ann@local.test", "!"))), Optional.empty());

        assertThat(lab.deliver(generic, "x@far.test", FAR))
                .map(Courier.Delivery::outcome)
                .containsExactly(new Outcome.Deferred("4.3.0", "no table"));
        assertThat(lab.sent).isEmpty();
    }

    @Test
    void waitsForAListOfDomainsThatCannotBeAsked() {
        var srs = lab.settings(Optional.empty(), Optional.of(SRS));

        assertThat(
                        lab.deliver(
                                srs,
                                "sender@far.test",
                                alias("a@away.test", "a@far.test"),
                                alias("b@here.test", "b@far.test")))
                .map(Courier.Delivery::outcome)
                .containsExactly(
                        new Outcome.Deferred("4.3.0", "no list"),
                        new Outcome.Delivered("2.0.0", "b@far.test"));
    }
}
