// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotifyTest {
    @ParameterizedTest
    @ValueSource(strings = {"SUCCESS", "SUCCESS,FAILURE", "SUCCESS,FAILURE,DELAY"})
    void isAskedForAnewWhereAnAliasIsFollowedAgain(String value) {
        Notify asked = Notify.parse(value).orElseThrow();
        Notify member = asked.withoutSuccess().withExpansion();

        assertThat(member.beforeExpansion(false)).isEqualTo(asked);
        assertThat(member.beforeExpansion(true)).isEqualTo(asked.withoutSuccess());
        assertThat(asked.beforeExpansion(false)).isEqualTo(asked);
    }
}
