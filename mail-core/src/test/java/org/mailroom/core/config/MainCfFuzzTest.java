// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/// Whatever stands in a file, reading it gives a configuration or one exception that says why not.
final class MainCfFuzzTest {
    private static final List<String> PIECES =
            List.of(
                    "$",
                    "$$",
                    "{",
                    "}",
                    "${",
                    "$(",
                    ")",
                    "?",
                    ":",
                    "==",
                    "!=",
                    "<level",
                    " ",
                    "\n",
                    "\n ",
                    "\n#",
                    "=",
                    " = ",
                    ",",
                    "\\",
                    "/",
                    "\r\n",
                    "\0",
                    "é",
                    "mydomain",
                    "myhostname",
                    "mynetworks",
                    "mydestination",
                    "smtpd_timeout",
                    "submission/",
                    "10.0.0.0/8",
                    "[::1]",
                    "25",
                    "10M",
                    "yes",
                    "5d",
                    "hash:/etc/x",
                    "inline:{a=b}",
                    "unix:",
                    "!",
                    "message_size_limit",
                    "smtp_listen",
                    "queue_directory",
                    "myorigin",
                    "/etc/mailname",
                    "99999999999999999999",
                    "-1",
                    "stress",
                    "\u0130");

    @Test
    void neverFailsInAnotherWay() {
        int good = 0;
        for (int seed = 0; seed < 4_000; seed++) {
            good += isRead(text(new Random(seed)), seed) ? 1 : 0;
        }

        assertThat(good).as("files that were good").isPositive();
    }

    @Test
    void endsWhereValuesDoubleThemselves() {
        var text = new StringBuilder("a0 = xxxxxxxxxxxxxxxx\n");
        for (int i = 1; i < 60; i++) {
            text.append("a%d = $a%d$a%d\n".formatted(i, i - 1, i - 1));
        }
        text.append("relayhost = $a59\n");

        assertThat(isRead(text.toString(), 0)).isFalse();
    }

    @Test
    void endsWhereNamesReferToOneAnother() {
        var text = new StringBuilder("relayhost = $a0\n");
        for (int i = 0; i < 3000; i++) {
            text.append("a%d = $a%d\n".formatted(i, i + 1));
        }

        assertThat(isRead(text.toString(), 0)).isFalse();
    }

    @Test
    void readsManyContinuationsInTime() {
        String text = "relayhost = a\n" + "  b.example.org\n".repeat(100_000);

        assertThat(LogicalLine.of("main.cf", text, _ -> {})).hasSize(1);
    }

    @Test
    void endsWhereExpressionsAreDeep() {
        String deep = "${mydomain?{".repeat(5000) + "}}".repeat(5000);

        assertThat(isRead("relayhost = " + deep + "\n", 0)).isFalse();
    }

    private static boolean isRead(String text, int seed) {
        try {
            MainCf cf =
                    MainCf.parse(Path.of("main.cf"), text, List.of(), TestMachine.named("mx.test"));
            Parameters.all().forEach(cf::get);
            return true;
        } catch (ConfigException _) {
            return false;
        } catch (RuntimeException e) {
            return fail("seed " + seed + ": " + text, e);
        }
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        int pieces = random.nextInt(30);
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }
}
