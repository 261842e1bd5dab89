// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.account.LoginVerdict;
import org.mailroom.core.account.Sasl;
import org.mailroom.core.account.SaslExchange;
import org.mailroom.core.net.LineRead;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.SmtpCommand;
import org.mailroom.smtp.access.Client;
import org.mailroom.smtp.access.Login;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;

/// AUTH (RFC 4954): carries a SASL exchange over the lines of SMTP. On the session's thread.
final class Authentication {

    /// What came of it.
    sealed interface Result {}

    record Passed(Login login) implements Result {}

    record Refused(Reply reply) implements Result {}

    private final Sasl sasl;
    private final Conversation conversation;
    private final SessionLog log;

    Authentication(Sasl sasl, Conversation conversation, SessionLog log) {
        this.sasl = sasl;
        this.conversation = conversation;
        this.log = log;
    }

    Result run(SmtpCommand.Auth command, Client client) {
        Optional<SaslExchange> exchange = sasl.begin(command.mechanism(), "smtp", client.address());
        if (exchange.isEmpty()) {
            log.authenticationFailed(
                    client, command.mechanism(), "Invalid authentication mechanism");
            return new Refused(Reply.AUTH_MECHANISM);
        }
        return switch (follow(exchange.get(), command.initialResponse())) {
            case Outcome.Judged(var done) -> judged(done, command.mechanism(), client);
            case Outcome.Broken(var reply) -> new Refused(reply);
        };
    }

    /// How an exchange ended: with a verdict, or before there was one.
    private sealed interface Outcome {
        record Judged(SaslExchange.Done done) implements Outcome {}

        record Broken(Reply reply) implements Outcome {}
    }

    private Outcome follow(SaslExchange exchange, Optional<String> initial) {
        // RFC 4954 §4: "=" is an empty initial response
        return initial.isEmpty()
                ? next(exchange, exchange.start(Optional.empty()))
                : take(
                        initial.get().equals("=") ? "" : initial.get(),
                        octets -> next(exchange, exchange.start(Optional.of(octets))));
    }

    private Outcome next(SaslExchange exchange, SaslExchange.Step step) {
        return switch (step) {
            case SaslExchange.Done done -> new Outcome.Judged(done);
            case SaslExchange.Malformed() -> new Outcome.Broken(Reply.AUTH_BAD_ENCODING);
            case SaslExchange.Challenge(var text) ->
                    ask(text, octets -> next(exchange, exchange.answer(octets)));
        };
    }

    private Outcome ask(String challenge, Function<byte[], Outcome> then) {
        byte[] octets = challenge.getBytes(StandardCharsets.US_ASCII);
        conversation.say(Reply.challenge(Base64.getEncoder().encodeToString(octets)));
        return switch (conversation.response()) {
            case LineRead.TooLong() -> new Outcome.Broken(Reply.AUTH_TOO_LONG);
            case LineRead.Line line when line.end() == LineRead.LineEnd.BARE_LF ->
                    new Outcome.Broken(Reply.BARE_LINE_FEED);
            case LineRead.Line line -> answer(line.text(StandardCharsets.US_ASCII), then);
        };
    }

    // RFC 4954 §4: the client gives up with "*"
    private static Outcome answer(String line, Function<byte[], Outcome> then) {
        return line.equals("*") ? new Outcome.Broken(Reply.AUTH_ABORTED) : take(line, then);
    }

    private static Outcome take(String base64, Function<byte[], Outcome> then) {
        byte[] octets;
        try {
            octets = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            return new Outcome.Broken(Reply.AUTH_BAD_ENCODING);
        }
        return then.apply(octets);
    }

    private Result judged(SaslExchange.Done done, String mechanism, Client client) {
        return switch (done.verdict()) {
            case LoginVerdict.Accepted(var account) ->
                    new Passed(new Login(account.name(), mechanism));
            case LoginVerdict.Rejected() -> {
                log.authenticationFailed(
                        client, mechanism, "authentication failure, sasl_username=" + done.user());
                yield new Refused(Reply.AUTH_FAILED);
            }
            case LoginVerdict.Unavailable(var reason) -> {
                log.warning("the password database cannot be asked: " + reason);
                log.authenticationFailed(
                        client, mechanism, "Connection lost to authentication server");
                yield new Refused(Reply.AUTH_NOT_NOW);
            }
        };
    }
}
