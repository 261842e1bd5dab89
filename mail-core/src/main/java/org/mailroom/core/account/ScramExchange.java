// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import org.mailroom.core.account.ScramMessages.ClientFinal;
import org.mailroom.core.account.ScramMessages.ClientFirst;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;

/// SCRAM, with or without channel binding (RFC 5802, RFC 7677): the client shows that it knows the
/// password, and so does the server, and nobody sends it.
final class ScramExchange implements SaslExchange {
    private final Binding binding;
    private final ScramHash hash;
    private final Authenticator authenticator;
    private final SaslClient client;
    private final Supplier<String> nonces;

    private Optional<Begun> begun = Optional.empty();

    /// Whether the mechanism is the one with -PLUS, and whether that is offered (RFC 5802 §6).
    enum Binding {
        IN_USE,
        OFFERED,
        IMPOSSIBLE
    }

    /// Who has begun, and what the client was asked.
    private record Begun(ClientFirst first, String nonce, ScramTerms terms) {
        String challenge() {
            return "r=%s,s=%s,i=%d".formatted(nonce, terms.salt(), terms.iterations());
        }
    }

    ScramExchange(
            ScramHash hash,
            Binding binding,
            Authenticator authenticator,
            SaslClient client,
            Supplier<String> nonces) {
        this.hash = hash;
        this.binding = binding;
        this.authenticator = authenticator;
        this.client = client;
        this.nonces = nonces;
    }

    @Override
    public Step start(Optional<byte[]> initialResponse) {
        return initialResponse.map(this::answer).orElseGet(() -> new Challenge(""));
    }

    @Override
    public Step answer(byte[] response) {
        String text = new String(response, StandardCharsets.UTF_8);
        return begun.isEmpty()
                ? ScramMessages.first(text).map(this::begin).orElseGet(Malformed::new)
                : ScramMessages.last(text)
                        .map(last -> finish(begun.get(), last))
                        .orElseGet(Malformed::new);
    }

    private Step begin(ClientFirst first) {
        Optional<String> fault = fault(first);
        if (fault.isPresent()) {
            return refused(fault.get(), first.user());
        }
        var now =
                new Begun(
                        first,
                        first.nonce() + nonces.get(),
                        authenticator.terms(first.user(), hash));
        begun = Optional.of(now);
        return new Challenge(now.challenge());
    }

    // RFC 5802 §6, §7
    private Optional<String> fault(ClientFirst first) {
        if (first.hasExtensions()) {
            return Optional.of("extensions-not-supported");
        }
        // Nobody may act for another: an authorization identity can only repeat the login
        if (first.authorization().isPresent()
                && !first.authorization().get().equals(first.user())) {
            return Optional.of("other-error");
        }
        return switch (first.flag()) {
            case "n" ->
                    binding == Binding.IN_USE
                            ? Optional.of("server-does-support-channel-binding")
                            : Optional.empty();
            // Somebody may have taken -PLUS out of what the client was offered
            case "y" ->
                    binding == Binding.IMPOSSIBLE
                            ? Optional.empty()
                            : Optional.of("server-does-support-channel-binding");
            default -> {
                if (binding != Binding.IN_USE) {
                    yield Optional.of("channel-binding-not-supported");
                }
                yield client.channel().binding(first.bindingType()).isPresent()
                        ? Optional.empty()
                        : Optional.of("unsupported-channel-binding-type");
            }
        };
    }

    private Step finish(Begun now, ClientFinal last) {
        String user = now.first().user();
        // RFC 5802 §7: it has to repeat all of it
        if (!last.nonce().equals(now.nonce())) {
            return refused("other-error", user);
        }
        if (!last.binding().equals(expectedBinding(now.first()))) {
            return refused("channel-bindings-dont-match", user);
        }
        String message = String.join(",", now.first().bare(), now.challenge(), last.withoutProof());
        var signature = new Signature();
        var evidence =
                new Evidence.Proof(
                        hash, now.terms(), keys -> signature.sign(keys, message, last.proof()));
        var attempt = new LoginAttempt(user, evidence, client.service(), client.address());
        var outcome = new Done(authenticator.login(attempt), user);
        // RFC 5802 §7: a failure needs no last word, and clients show the reply behind it to nobody
        return outcome.verdict() instanceof LoginVerdict.Accepted
                ? new LastWord("v=" + signature.base64, outcome)
                : outcome;
    }

    /// What shows to the client that the server knows the password.
    private static final class Signature {
        private String base64 = "";

        boolean sign(ScramKeys keys, String message, String proof) {
            base64 = Base64.getEncoder().encodeToString(keys.sign(message));
            return keys.prove(message, Base64.getDecoder().decode(proof));
        }
    }

    private String expectedBinding(ClientFirst first) {
        byte[] header = first.header().getBytes(StandardCharsets.UTF_8);
        byte[] data =
                binding == Binding.IN_USE
                        ? client.channel().binding(first.bindingType()).orElseThrow()
                        : new byte[0];
        byte[] expected = Arrays.copyOf(header, header.length + data.length);
        System.arraycopy(data, 0, expected, header.length, data.length);
        return Base64.getEncoder().encodeToString(expected);
    }

    private static Step refused(String error, String user) {
        return new LastWord("e=" + error, new Done(new LoginVerdict.Rejected(), user));
    }
}
