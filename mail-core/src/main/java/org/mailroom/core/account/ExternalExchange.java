// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// EXTERNAL: the client is who its certificate says (RFC 4422, appendix A).
final class ExternalExchange implements SaslExchange {
    private final Authenticator authenticator;
    private final SaslClient client;
    private final String owner;

    /// @param owner whose account the certificate opens
    ExternalExchange(Authenticator authenticator, SaslClient client, String owner) {
        this.authenticator = authenticator;
        this.client = client;
        this.owner = owner;
    }

    @Override
    public Step start(Optional<byte[]> initialResponse) {
        return initialResponse.map(this::answer).orElseGet(() -> new Challenge(""));
    }

    // RFC 4422 §A.1: empty, or an authorization identity
    @Override
    public Step answer(byte[] response) {
        String wanted = new String(response, StandardCharsets.UTF_8);
        if (wanted.indexOf('\0') >= 0) {
            return new Malformed();
        }
        // Nobody may act for another
        if (!wanted.isEmpty() && !wanted.equalsIgnoreCase(owner)) {
            return new Done(new LoginVerdict.Rejected(), wanted);
        }
        var attempt =
                new LoginAttempt(
                        owner, new Evidence.Certificate(), client.service(), client.address());
        return new Done(authenticator.login(attempt), owner);
    }
}
