// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// PLAIN (RFC 4616).
final class PlainLogin implements ClientExchange {
    private final Credentials credentials;

    PlainLogin(Credentials credentials) {
        this.credentials = credentials;
    }

    // RFC 4616 §2: no authorization identity, so the login's own
    @Override
    public Optional<byte[]> initialResponse() {
        String message = "\0" + credentials.user() + "\0" + credentials.password();
        return Optional.of(message.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Optional<byte[]> answer(byte[] challenge) {
        return Optional.empty();
    }

    @Override
    public boolean isComplete() {
        return true;
    }
}
