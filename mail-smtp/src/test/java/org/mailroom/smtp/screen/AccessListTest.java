// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.ListText;
import org.mailroom.core.table.Tables;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

class AccessListTest {
    private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.1");
    private static final Tables TABLES = Tables.of("hash", Set.of(), _ -> {});

    private final List<String> warnings = new ArrayList<>();

    private static AccessList list(String text) {
        return AccessList.of(ListText.split(text), client -> client.equals(CLIENT), TABLES::open);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    permit_mynetworks                              | PERMIT
                    inline:{192.0.2.1=reject} permit_mynetworks    | REJECT
                    inline:{192.0.2.1=Permit} reject               | PERMIT
                    inline:{192.0.2.1=dunno} reject                | REJECT
                    inline:{192.0.2.9=permit}                      | DUNNO
                    dunno, permit                                  | PERMIT
                    ''                                             | DUNNO
                    """)
    void obeysTheFirstThatSaysSomething(String text, AccessList.Answer expected) {
        assertThat(list(text).find(CLIENT, warnings::add)).isEqualTo(expected);
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "permit_mynetworks, false",
        "permit, false",
        "reject, true",
        "'inline:{192.0.2.1=reject}', true"
    })
    void knowsWhetherItTurnsSomebodyAway(String text, boolean expected) {
        assertThat(list(text).turnsAway()).isEqualTo(expected);
    }

    @Test
    void warnsOfATableThatSaysSomethingElse() {
        var answer = list("inline:{192.0.2.1=OK}").find(CLIENT, warnings::add);

        assertThat(answer).isEqualTo(AccessList.Answer.DUNNO);
        assertThat(warnings).singleElement().asString().contains("OK", "expected permit, reject");
    }

    @Test
    void passesOverATableThatFails() {
        var answer = list("fail:down permit").find(CLIENT, warnings::add);

        assertThat(answer).isEqualTo(AccessList.Answer.PERMIT);
        assertThat(warnings).hasSize(1);
    }

    @Test
    void refusesWordsThatMeanNothing() {
        assertThatThrownBy(() -> list("permit_mynetwork"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("permit_mynetwork")
                .hasMessageContaining("expected permit_mynetworks");
    }
}
