// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.account.LoginVerdict;
import org.mailroom.core.account.Sasl;
import org.mailroom.core.account.SaslDialogue;
import org.mailroom.core.account.SaslExchange;
import org.mailroom.core.net.LineRead;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.SmtpCommand;
import org.mailroom.smtp.identity.Client;
import org.mailroom.smtp.identity.Login;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// AUTH (RFC 4954): carries a SASL exchange over the lines of SMTP. On the session's thread.
final class Authentication {

    /// What came of it.
    sealed interface Result {}

    record Passed(Login login) implements Result {}

    record Refused(Reply reply) implements Result {}

    /// The client can be understood no more.
    record Hopeless(Reply reply) implements Result {}

    private final Sasl sasl;
    private final Conversation conversation;
    private final SessionLog log;

    Authentication(Sasl sasl, Conversation conversation, SessionLog log) {
        this.sasl = sasl;
        this.conversation = conversation;
        this.log = log;
    }

    Result run(SmtpCommand.Auth command, Client client) {
        Optional<SaslExchange> exchange = sasl.begin(command.mechanism(), client.sasl());
        if (exchange.isEmpty()) {
            log.authenticationFailed(
                    client, command.mechanism(), "Invalid authentication mechanism");
            return new Refused(Reply.AUTH_MECHANISM);
        }
        var responses = new Responses();
        return switch (SaslDialogue.run(
                exchange.get(), command.initialResponse(), responses::ask)) {
            case SaslDialogue.Judged(var verdict, var user) ->
                    judged(verdict, user, command.mechanism(), client);
            case SaslDialogue.Cancelled() -> responses.cancelled();
            case SaslDialogue.Malformed() -> new Refused(Reply.AUTH_BAD_ENCODING);
        };
    }

    /// The client's lines in one exchange. A line that cannot be taken ends it as if the client had
    /// given up.
    private final class Responses {
        private static final String CANCEL = "*";

        private Result cancelled = new Refused(Reply.AUTH_ABORTED);

        String ask(String challenge) {
            conversation.say(Reply.challenge(challenge));
            return switch (conversation.response()) {
                case LineRead.TooLong _ -> unusable(new Refused(Reply.AUTH_TOO_LONG));
                case LineRead.NoLine _ -> unusable(new Hopeless(Reply.AUTH_TOO_LONG));
                case LineRead.Line line when line.end() == LineRead.LineEnd.BARE_LF ->
                        unusable(new Refused(Reply.BARE_LINE_FEED));
                case LineRead.Line line -> line.text(StandardCharsets.US_ASCII);
            };
        }

        Result cancelled() {
            return cancelled;
        }

        private String unusable(Result why) {
            cancelled = why;
            return CANCEL;
        }
    }

    private Result judged(LoginVerdict verdict, String user, String mechanism, Client client) {
        return switch (verdict) {
            case LoginVerdict.Accepted(var account) ->
                    new Passed(new Login(account.name(), mechanism));
            case LoginVerdict.Rejected(var why) -> {
                log.authenticationFailed(
                        client, mechanism, why.words() + ", sasl_username=" + user);
                yield new Refused(Reply.AUTH_FAILED);
            }
            case LoginVerdict.Closed(var reason) -> {
                log.authenticationFailed(
                        client, mechanism, "account is closed, sasl_username=" + user);
                yield new Refused(Reply.accountClosed(reason));
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
