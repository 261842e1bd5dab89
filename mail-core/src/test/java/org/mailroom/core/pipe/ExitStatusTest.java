// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.delivery.Outcome;
import org.mailroom.core.program.Ended;

class ExitStatusTest {
    private final ExitStatus status = new ExitStatus("/bin/x");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u00a4',
            textBlock =
                    """
                    0   |                 | 2.0.0 done
                    0   | all is well     | 2.0.0 done
                    0   | 5.1.1 ignored   | 2.0.0 done
                    67  |                 | 5.1.1 user unknown
                    67  | who is that?    | 5.1.1 user unknown. Command output: who is that?
                    75  | full            | 4.3.0 temporary failure. Command output: full
                    73  | 4.2.2 over quota | 4.2.2 over quota
                    75  | 5.7.1 spam      | 5.7.1 spam
                    1   | 2.0.0 fine      | 5.3.0 Command died with status 1: "/bin/x". Command output: 2.0.0 fine
                    2   |                 | 5.3.0 Command died with status 2: "/bin/x"
                    139 |                 | 4.3.0 Command died with signal 11: "/bin/x"
                    127 |                 | 5.3.0 Command died with status 127: "/bin/x"
                    """)
    void knowsTheCodesOfSysexits(int code, String output, String expected) {
        var ended = new Ended.Exited(code, output == null ? "" : output + "\n");

        assertThat(text(status.outcome(ended, "done"))).isEqualTo(expected);
    }

    @Test
    void tellsWhatAProgramOfTheAdministratorSays() {
        assertThat(status.ofProgram(new Ended.Exited(0, "all is well\n"), "done"))
                .isEqualTo(new Outcome.Delivered("2.0.0", "done (all is well)"));
        assertThat(status.ofProgram(new Ended.Exited(75, ""), "done"))
                .isEqualTo(new Outcome.Deferred("4.3.0", "temporary failure"));
    }

    @Test
    void keepsMailForACommandThatWeCouldNotStart() {
        var launcher = new Ended.Exited(127, "setpriv: setresuid failed: Operation not permitted");
        var shell = new Ended.Exited(127, "/bin/sh: 1: x: not found");

        assertThat(status.ofCommand(launcher, "done").status()).isEqualTo("4.3.5");
        assertThat(status.ofCommand(shell, "done").status()).isEqualTo("5.3.0");
    }

    @Test
    void keepsMailForAFileThatNobodyKnowsOf() {
        assertThat(status.ofFile(new Ended.Exited(1, "Error: no such class"), "done").status())
                .isEqualTo("4.3.0");
        assertThat(status.ofFile(new Ended.Exited(69, "5.2.2 too large\n"), "done"))
                .isEqualTo(new Outcome.Failed("5.2.2", "too large"));
    }

    @Test
    void keepsMailForAProgramThatCannotBeStarted() {
        assertThat(status.ofProgram(new Ended.Exited(127, "gone"), "done"))
                .isEqualTo(
                        new Outcome.Deferred(
                                "4.3.5", "cannot run \"/bin/x\". Command output: gone"));
    }

    @Test
    void returnsMailThatTakesTooLong() {
        assertThat(status.outcome(new Ended.TimedOut("still busy\n"), "done"))
                .isEqualTo(
                        new Outcome.Failed(
                                "5.3.0",
                                "Command time limit exceeded: \"/bin/x\". Command output: still"
                                        + " busy"));
    }

    @Test
    void keepsMailForAProgramThatDidNotRun() {
        assertThat(status.outcome(new Ended.NotRun("no place"), "done"))
                .isEqualTo(new Outcome.Deferred("4.3.0", "no place"));
    }

    @Test
    void makesOneHarmlessLineOfTheOutput() {
        var ended = new Ended.Exited(69, "one\ntwo\t\u001b[31mred\r\n\n");

        assertThat(status.outcome(ended, "done").text())
                .isEqualTo("service unavailable. Command output: one two ?[31mred");
    }

    private static String text(Outcome outcome) {
        return outcome.status() + " " + outcome.text();
    }
}
