// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.delivery.Outcome;
import org.mailroom.smtp.sasl.ClientExchange;
import org.mailroom.smtp.sasl.ClientMechanism;
import org.mailroom.smtp.sasl.LoginOffer;
import org.mailroom.smtp.sasl.LoginPolicy;
import org.mailroom.smtp.sasl.LoginPolicy.Protection;
import org.mailroom.smtp.sasl.PasswordMaps;

import java.util.Base64;
import java.util.Optional;

/// Logs in at another server (RFC 4954), where there is a password for it. On the thread of the
/// delivery.
final class Authentication {
    private static final int CHALLENGE = 334;

    private final Dialogue dialogue;
    private final Target target;
    private final Means means;
    private final LoginPolicy policy;

    Authentication(Dialogue dialogue, Target target, LoginPolicy policy, Means means) {
        this.dialogue = dialogue;
        this.target = target;
        this.means = means;
        this.policy = policy;
    }

    /// What came of it.
    sealed interface Result {}

    record LoggedIn() implements Result {}

    /// There is no password, or nothing to log in to.
    record Passed() implements Result {}

    record Refused(Outcome outcome) implements Result {}

    Result run(PasswordMaps.Found login, Features features, Protection protection) {
        var offer = new LoginOffer(features.mechanisms(), dialogue.channel());
        return switch (login) {
            case PasswordMaps.Known(var credentials) when features.has("AUTH") ->
                    policy.choose(offer, protection)
                            .map(
                                    mechanism ->
                                            logIn(
                                                    mechanism,
                                                    mechanism.begin(
                                                            credentials, offer, means.random())))
                            .orElseGet(() -> new Refused(Diagnosis.noMechanism(target)));
            case PasswordMaps.Known _, PasswordMaps.Unknown _ -> new Passed();
            case PasswordMaps.Unsure(var reason) ->
                    new Refused(Diagnosis.passwordLookupFailed(target, reason));
        };
    }

    private Result logIn(ClientMechanism mechanism, ClientExchange exchange) {
        // RFC 4954 §4: an empty initial response would be "="
        String first =
                exchange.initialResponse().map(Authentication::encoded).map(" "::concat).orElse("");
        RemoteReply reply = dialogue.ask("AUTH " + mechanism.label() + first, Phase.AUTH);
        while (reply.code() == CHALLENGE) {
            Optional<byte[]> answer = answer(exchange, reply);
            if (answer.isEmpty()) {
                // RFC 4954 §4: the exchange is given up
                dialogue.ask("*", Phase.AUTH);
                return new Refused(Diagnosis.cannotLogIn(target, "unusable challenge"));
            }
            reply = dialogue.ask(encoded(answer.get()), Phase.AUTH);
        }
        return concluded(exchange, reply);
    }

    private Result concluded(ClientExchange exchange, RemoteReply reply) {
        if (!reply.isPositive()) {
            boolean soft = policy.refusal() == LoginPolicy.Refusal.FOR_NOW;
            return new Refused(
                    Diagnosis.loginRefused(
                            target, soft && reply.isPermanent() ? reply.forNow() : reply));
        }
        return exchange.isComplete()
                ? new LoggedIn()
                : new Refused(
                        Diagnosis.cannotLogIn(
                                target, "it does not show that it knows the password"));
    }

    private Optional<byte[]> answer(ClientExchange exchange, RemoteReply challenge) {
        try {
            byte[] octets = Base64.getDecoder().decode(challenge.texts().getLast().strip());
            return means.computing().call(() -> exchange.answer(octets));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static String encoded(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
