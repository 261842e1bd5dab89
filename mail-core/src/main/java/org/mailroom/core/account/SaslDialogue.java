// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import org.mailroom.core.net.WireClosedException;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A SASL exchange as a protocol of lines carries it: octets in base64, `=` for an empty initial
/// response, `*` to give up (RFC 4422 §5, RFC 4954 §4, RFC 4959 §3, RFC 5034 §4).
public final class SaslDialogue {
    private static final String CANCEL = "*";

    /// What came of it.
    public sealed interface Outcome {}

    /// A verdict; `user` is who the client said he is.
    public record Judged(LoginVerdict verdict, String user) implements Outcome {}

    /// The client gave up.
    public record Cancelled() implements Outcome {}

    /// Not base64, or not an answer of this mechanism. Not an attempt.
    public record Malformed() implements Outcome {}

    private SaslDialogue() {}

    /// Runs an exchange to its end. `ask` sends a challenge, which is in base64, and answers the
    /// line that came for it.
    public static Outcome run(
            SaslExchange exchange, Optional<String> initialResponse, UnaryOperator<String> ask) {
        SaslExchange.Step step =
                initialResponse.isEmpty()
                        ? exchange.start(Optional.empty())
                        : decoded(initialResponse.get().replaceFirst("^=$", ""))
                                .map(octets -> exchange.start(Optional.of(octets)))
                                .orElseGet(SaslExchange.Malformed::new);
        while (step instanceof SaslExchange.Challenge(var text)) {
            String answer = ask.apply(encoded(text));
            if (answer.equals(CANCEL)) {
                return new Cancelled();
            }
            step = decoded(answer).map(exchange::answer).orElseGet(SaslExchange.Malformed::new);
        }
        return switch (step) {
            case SaslExchange.LastWord(var text, var outcome) ->
                    closed(outcome, lastAnswer(outcome, text, ask));
            case SaslExchange.Done(var verdict, var user) -> new Judged(verdict, user);
            case SaslExchange.Challenge _, SaslExchange.Malformed _ -> new Malformed();
        };
    }

    // Who hears that he is refused may just go, and has tried all the same
    private static String lastAnswer(
            SaslExchange.Done outcome, String text, UnaryOperator<String> ask) {
        try {
            return ask.apply(encoded(text));
        } catch (WireClosedException gone) {
            if (outcome.verdict() instanceof LoginVerdict.Accepted) {
                throw gone;
            }
            return CANCEL;
        }
    }

    // What is refused stays so, whatever the client makes of it
    private static Outcome closed(SaslExchange.Done outcome, String answer) {
        var judged = new Judged(outcome.verdict(), outcome.user());
        if (!(outcome.verdict() instanceof LoginVerdict.Accepted) || answer.isEmpty()) {
            return judged;
        }
        return answer.equals(CANCEL) ? new Cancelled() : new Malformed();
    }

    private static Optional<byte[]> decoded(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static String encoded(String challenge) {
        return Base64.getEncoder().encodeToString(challenge.getBytes(StandardCharsets.UTF_8));
    }
}
