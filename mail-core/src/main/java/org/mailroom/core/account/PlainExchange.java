// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// PLAIN (RFC 4616).
final class PlainExchange implements SaslExchange {
    private final Sasl.PasswordJudge judge;

    PlainExchange(Sasl.PasswordJudge judge) {
        this.judge = judge;
    }

    @Override
    public Step start(Optional<byte[]> initialResponse) {
        return initialResponse.map(this::answer).orElseGet(() -> new Challenge(""));
    }

    // RFC 4616 §2: authorization identity, NUL, authentication identity, NUL, password
    @Override
    public Step answer(byte[] response) {
        String[] parts = new String(response, StandardCharsets.UTF_8).split("\0", -1);
        if (parts.length != 3 || parts[1].isEmpty() || parts[2].isEmpty()) {
            return new Malformed();
        }
        // Nobody may act for another: an authorization identity can only repeat the login
        if (!parts[0].isEmpty() && !parts[0].equals(parts[1])) {
            return new Done(new LoginVerdict.Rejected(), parts[1]);
        }
        return judge.judge(parts[1], parts[2]);
    }
}
