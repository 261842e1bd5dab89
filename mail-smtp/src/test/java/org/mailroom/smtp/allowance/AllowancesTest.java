// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.allowance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.address.Address;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.smtp.allowance.Allowance.Kind;
import org.mailroom.smtp.memory.LastingMap;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

class AllowancesTest {
    private static final Address ANN = new Address("ann", "elsewhere.test");
    private static final Address BOB = new Address("bob", "elsewhere.test");
    private static final Address CLEO = new Address("cleo", "elsewhere.test");
    private static final Address NEIGHBOUR = new Address("alice", "example.org");

    private final Path folder;
    private Instant now = Instant.parse("2026-11-28T10:00:00Z");
    private LastingMap<Usage> accounts;
    private LastingMap<Instant> met;

    AllowancesTest(@TempDir Path folder) {
        this.folder = folder;
        accounts = usages();
        met = correspondents();
    }

    private LastingMap<Usage> usages() {
        return LastingMap.open(folder.resolve("usage"), 100, Usage.FORM, () -> now, _ -> {});
    }

    private LastingMap<Instant> correspondents() {
        return LastingMap.open(folder.resolve("met"), 100, Correspondents.FORM, () -> now, _ -> {});
    }

    private Allowances allowances(int messages, int recipients, int newRecipients, Lookup other) {
        var usual =
                new Allowance(
                        Map.of(
                                Kind.MESSAGES, messages,
                                Kind.RECIPIENTS, recipients,
                                Kind.NEW_RECIPIENTS, newRecipients));
        return new Allowances(
                () -> new AllowanceRules(usual, new OneAnswer(other)),
                address -> address.domain().equals("example.org"),
                accounts,
                new Correspondents(met, () -> now),
                () -> now);
    }

    private Allowances allowances(int messages, int recipients, int newRecipients) {
        return allowances(messages, recipients, newRecipients, Lookup.NOT_FOUND);
    }

    private record OneAnswer(Lookup answer) implements LookupTable {
        @Override
        public String spec() {
            return "texthash:/allowances";
        }

        @Override
        public Lookup find(String account) {
            return account.equals("demo") ? answer : Lookup.NOT_FOUND;
        }
    }

    private Permission exceeded(Kind kind, int limit, boolean isNews) {
        return new Permission.Exceeded(kind, limit, Instant.parse("2026-11-29T10:00:00Z"), isNews);
    }

    @Test
    void letsAnAccountSendSoManyMessagesInADay() {
        Allowances allowances = allowances(2, 0, 0);

        assertThat(allowances.message("demo")).isEqualTo(Permission.GRANTED);
        now = now.plus(Duration.ofHours(23));
        assertThat(allowances.message("Demo")).isEqualTo(Permission.GRANTED);
        assertThat(allowances.message("demo")).isEqualTo(exceeded(Kind.MESSAGES, 2, true));
        assertThat(allowances.message("demo")).isEqualTo(exceeded(Kind.MESSAGES, 2, false));
        assertThat(allowances.message("alice")).isEqualTo(Permission.GRANTED);

        now = now.plus(Duration.ofHours(1));
        assertThat(allowances.message("demo")).isEqualTo(Permission.GRANTED);
    }

    @Test
    void letsAnAccountNameSoManyRecipientsInADay() {
        Allowances allowances = allowances(0, 2, 0);

        assertThat(allowances.recipient("demo", ANN)).isEqualTo(Permission.GRANTED);
        assertThat(allowances.recipient("demo", ANN)).isEqualTo(Permission.GRANTED);
        assertThat(allowances.recipient("demo", NEIGHBOUR))
                .isEqualTo(exceeded(Kind.RECIPIENTS, 2, true));
    }

    @Test
    void letsAnAccountWriteToThoseItKnows() {
        Allowances allowances = allowances(0, 0, 2);
        allowances.recipient("demo", ANN);
        allowances.recipient("demo", BOB);

        assertThat(allowances.recipient("demo", CLEO))
                .isEqualTo(exceeded(Kind.NEW_RECIPIENTS, 2, true));
        assertThat(allowances.recipient("demo", new Address("Ann", "Elsewhere.test")))
                .isEqualTo(Permission.GRANTED);
        assertThat(allowances.recipient("demo", NEIGHBOUR)).isEqualTo(Permission.GRANTED);
        assertThat(allowances.recipient("alice", CLEO)).isEqualTo(Permission.GRANTED);

        now = now.plus(Usage.DAY);
        assertThat(allowances.recipient("demo", CLEO)).isEqualTo(Permission.GRANTED);
        assertThat(allowances.list())
                .extractingByKey("demo")
                .extracting(usage -> usage.of(Kind.NEW_RECIPIENTS))
                .isEqualTo(1);
    }

    @Test
    void doesNotLearnOfWhomItRefuses() {
        Allowances allowances = allowances(0, 1, 1);
        allowances.recipient("demo", ANN);

        assertThat(allowances.recipient("demo", BOB)).isInstanceOf(Permission.Exceeded.class);
        assertThat(met.size()).isOne();
    }

    @Test
    void learnsOfNobodyWhereThatHasNoLimit() {
        allowances(0, 0, 0).recipient("demo", ANN);

        assertThat(met.size()).isZero();
    }

    @Test
    void outlastsARestart() throws IOException {
        allowances(2, 2, 1).message("demo");
        allowances(2, 2, 1).recipient("demo", ANN);
        allowances(2, 2, 1).recipient("demo", BOB);
        accounts.save();
        met.save();

        accounts = usages();
        met = correspondents();

        Allowances again = allowances(2, 2, 1);
        assertThat(again.list().get("demo"))
                .isEqualTo(
                        new Usage(
                                now,
                                Map.of(
                                        Kind.MESSAGES, 1,
                                        Kind.RECIPIENTS, 1,
                                        Kind.NEW_RECIPIENTS, 1),
                                true));
        assertThat(again.recipient("demo", ANN)).isEqualTo(Permission.GRANTED);
        assertThat(again.recipient("demo", BOB)).isEqualTo(exceeded(Kind.RECIPIENTS, 2, false));
    }

    @Test
    void givesAccountsOtherLimits() {
        var more = new Lookup.Found("messages=0, new_recipients=1");
        Allowances allowances = allowances(1, 2, 0, more);
        allowances.message("demo");
        allowances.message("alice");

        assertThat(allowances.message("demo")).isEqualTo(Permission.GRANTED);
        assertThat(allowances.message("alice")).isEqualTo(exceeded(Kind.MESSAGES, 1, true));
        allowances.recipient("demo", ANN);
        assertThat(allowances.recipient("demo", BOB))
                .isEqualTo(exceeded(Kind.NEW_RECIPIENTS, 1, true));
    }

    @Test
    void cannotTellWhereATableCannot() {
        assertThat(allowances(1, 1, 1, new Lookup.Failed("away")).message("demo"))
                .isEqualTo(new Permission.Unsure("away"));
        assertThat(allowances(1, 1, 1, new Lookup.Found("mesages=7")).recipient("demo", ANN))
                .isEqualTo(
                        new Permission.Unsure(
                                "texthash:/allowances: demo: \"mesages=7\": expected"
                                        + " messages=NUMBER, recipients=NUMBER or"
                                        + " new_recipients=NUMBER"));
    }

    @Test
    void refusesOtherThanNumbers() {
        var usual = new Allowance(Map.of());

        for (String text : new String[] {"messages", "messages=", "=7", "messages=-1", "7"}) {
            assertThatThrownBy(() -> usual.with(text)).hasMessageContaining("\"" + text + "\"");
        }
        assertThatThrownBy(() -> usual.with("messages=1234567890")).hasMessageContaining("NUMBER");
    }

    @Test
    void beginsTheDayOfAnAccountAnew() {
        Allowances allowances = allowances(1, 0, 0);
        allowances.message("demo");

        assertThat(allowances.reset("Demo")).isTrue();
        assertThat(allowances.reset("demo")).isFalse();
        assertThat(allowances.message("demo")).isEqualTo(Permission.GRANTED);
    }
}
