// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// LOGIN, obsolete and still used (draft-murchison-sasl-login-00).
final class LoginExchange implements SaslExchange {
    private static final Challenge USERNAME = new Challenge("Username:");
    private static final Challenge PASSWORD = new Challenge("Password:");

    private final Sasl.PasswordJudge judge;
    private Optional<String> user = Optional.empty();

    LoginExchange(Sasl.PasswordJudge judge) {
        this.judge = judge;
    }

    @Override
    public Step start(Optional<byte[]> initialResponse) {
        return initialResponse.map(this::answer).orElse(USERNAME);
    }

    @Override
    public Step answer(byte[] response) {
        String text = new String(response, StandardCharsets.UTF_8);
        if (user.isEmpty()) {
            user = Optional.of(text);
            return PASSWORD;
        }
        return judge.judge(user.get(), text);
    }
}
