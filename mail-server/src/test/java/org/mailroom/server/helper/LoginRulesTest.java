// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.helper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.program.LoginAnswer;
import org.mailroom.core.program.LoginQuestion;

import java.util.List;
import java.util.Set;

/// By a PAM that finds every password right.
class LoginRulesTest {
    private final LoginRules rules = new LoginRules(1, Set.of("mailroom"), _ -> LoginAnswer.RIGHT);

    private LoginAnswer judge(String user, String password) {
        return rules.judge(new LoginQuestion("mailroom", user, password, "192.0.2.1"));
    }

    @Test
    void asksForUsersThatThereAre() {
        assertThat(judge("nobody", "secret")).isEqualTo(LoginAnswer.RIGHT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "root",
                "no-such-user",
                "",
                "-u",
                "+0",
                "0",
                "nobody\n",
                "a:b",
                "../x",
                "Nobody"
            })
    void neverAsksForRootOrForWhatIsNoName(String user) {
        assertThat(judge(user, "secret")).isEqualTo(LoginAnswer.WRONG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\0b"})
    void neverAsksForWhatIsNoPassword(String password) {
        assertThat(judge("nobody", password)).isEqualTo(LoginAnswer.WRONG);
        assertThat(judge("nobody", "x".repeat(512))).isEqualTo(LoginAnswer.WRONG);
        assertThat(judge("nobody", "x".repeat(511))).isEqualTo(LoginAnswer.RIGHT);
    }

    @Test
    void neverAsksForUsersBelowTheFloor() {
        var floor = new LoginRules(65_535, Set.of("mailroom"), _ -> LoginAnswer.RIGHT);

        assertThat(floor.judge(new LoginQuestion("mailroom", "nobody", "secret", "192.0.2.1")))
                .isEqualTo(LoginAnswer.WRONG);
        assertThatThrownBy(() -> new LoginRules(0, Set.of(), _ -> LoginAnswer.RIGHT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // As root, pam_rootok of "su" finds everybody right
    @Test
    void asksByNoServiceThatWasNotNamed() {
        assertThat(rules.judge(new LoginQuestion("su", "nobody", "secret", "192.0.2.1")))
                .isEqualTo(
                        new LoginAnswer.Unavailable(
                                "the helper may not ask the service \"su\" of PAM: mailroom helper"
                                        + " --pam"));
    }

    @Test
    void tellsNobodyThePassword() {
        assertThat(new LoginQuestion("mailroom", "nobody", "secret", "192.0.2.1"))
                .hasToString("mailroom: nobody");
    }

    @Test
    void hearsOfAddressesOnly() {
        assertThat(rules.judge(new LoginQuestion("mailroom", "nobody", "secret", "2001:db8::1")))
                .isEqualTo(LoginAnswer.RIGHT);
        for (String client : List.of("", "host.test", "192.0.2.1\n", "192.0.2.1,evil")) {
            assertThat(rules.judge(new LoginQuestion("mailroom", "nobody", "secret", client)))
                    .isEqualTo(new LoginAnswer.Unavailable("the client has no address"));
        }
    }
}
