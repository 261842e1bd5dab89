// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SaidTest {
    private final Said said = new Said(Said.Follower.NOBODY);

    @Test
    void keepsNoSecret() {
        said.secret("AUTH PLAIN AGFubgBzZWNyZXQ=");
        said.secret("c2VjcmV0");
        said.secret("AUTH LOGIN");

        assertThat(said.lines())
                .containsExactly("C: AUTH PLAIN ***", "C: ***", "C: AUTH LOGIN ***");
    }

    @Test
    void keepsBeginningAndEnd() {
        for (int i = 100; i < 1000; i++) {
            said.reply(RemoteReply.Line.parse("250 " + i + "x".repeat(1000)));
        }

        assertThat(said.lines()).hasSize(61).allMatch(line -> line.length() <= 301);
        assertThat(said.lines().getFirst()).startsWith("S: 250 100x");
        assertThat(said.lines().get(29)).startsWith("S: 250 129x");
        assertThat(said.lines().get(30)).isEqualTo("…");
        assertThat(said.lines().get(31)).startsWith("S: 250 970x");
        assertThat(said.lines().getLast()).startsWith("S: 250 999x");
        said.restart();
        said.command("QUIT");
        assertThat(said.lines()).containsExactly("C: QUIT");
    }
}
