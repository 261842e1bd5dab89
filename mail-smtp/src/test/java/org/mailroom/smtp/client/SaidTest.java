// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SaidTest {
    private final Said said = new Said();

    @Test
    void keepsNoSecret() {
        said.secret("AUTH PLAIN AGFubgBzZWNyZXQ=");
        said.secret("c2VjcmV0");
        said.secret("AUTH LOGIN");

        assertThat(said.lines())
                .containsExactly("C: AUTH PLAIN ***", "C: ***", "C: AUTH LOGIN ***");
    }

    @Test
    void keepsTheBeginningOnly() {
        for (int i = 0; i < 1000; i++) {
            said.reply(RemoteReply.Line.parse("250 " + "x".repeat(1000)));
        }

        assertThat(said.lines()).hasSize(60).allMatch(line -> line.length() == 301);
        said.restart();
        said.command("QUIT");
        assertThat(said.lines()).containsExactly("C: QUIT");
    }
}
