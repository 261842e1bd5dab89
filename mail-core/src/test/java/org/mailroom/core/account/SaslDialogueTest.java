// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.mailroom.core.account.SaslDialogue.Cancelled;
import org.mailroom.core.account.SaslDialogue.Judged;
import org.mailroom.core.account.SaslDialogue.Malformed;
import org.mailroom.core.account.SaslDialogue.Outcome;
import org.mailroom.core.account.SaslExchange.Done;
import org.mailroom.core.account.SaslExchange.LastWord;
import org.mailroom.core.account.SaslExchange.Step;
import org.mailroom.core.net.WireClosedException;
import org.mailroom.core.net.WireClosedException.Reason;

import java.util.Optional;
import java.util.function.UnaryOperator;

class SaslDialogueTest {
    private static final LoginVerdict ANN = new LoginVerdict.Accepted(new Account("ann"));
    private static final LoginVerdict NOBODY = new LoginVerdict.Rejected();

    /// The server has the last word, and the client answers it.
    private static Outcome last(LoginVerdict verdict, UnaryOperator<String> client) {
        var exchange =
                new SaslExchange() {
                    @Override
                    public Step start(Optional<byte[]> initialResponse) {
                        return new LastWord("v=x", new Done(verdict, "ann"));
                    }

                    @Override
                    public Step answer(byte[] response) {
                        throw new AssertionError("it is over");
                    }
                };
        return SaslDialogue.run(exchange, Optional.of("="), client);
    }

    @Test
    void lastsUntilTheClientBelievesTheServer() {
        assertThat(last(ANN, _ -> "")).isEqualTo(new Judged(ANN, "ann"));
        assertThat(last(ANN, _ -> "*")).isEqualTo(new Cancelled());
        assertThat(last(ANN, _ -> "eA==")).isEqualTo(new Malformed());
    }

    @Test
    void staysARefusalWhateverTheClientSays() {
        assertThat(last(NOBODY, _ -> "")).isEqualTo(new Judged(NOBODY, "ann"));
        assertThat(last(NOBODY, _ -> "*")).isEqualTo(new Judged(NOBODY, "ann"));
    }

    @Test
    void staysARefusalOfOneWhoGoesWhenHeHearsIt() {
        assertThat(last(NOBODY, SaslDialogueTest::gone)).isEqualTo(new Judged(NOBODY, "ann"));
        assertThatThrownBy(() -> last(ANN, SaslDialogueTest::gone))
                .isInstanceOf(WireClosedException.class);
    }

    private static String gone(String challenge) {
        throw new WireClosedException(Reason.LOST, challenge);
    }
}
