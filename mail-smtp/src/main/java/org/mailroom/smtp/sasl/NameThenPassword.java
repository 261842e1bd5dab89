// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// LOGIN, obsolete and still used (draft-murchison-sasl-login-00): whatever the server asks, the
/// first answer is the name, the second the password.
final class NameThenPassword implements ClientExchange {
    private final Credentials credentials;
    private int answers;

    NameThenPassword(Credentials credentials) {
        this.credentials = credentials;
    }

    @Override
    public Optional<byte[]> initialResponse() {
        return Optional.empty();
    }

    @Override
    public Optional<byte[]> answer(byte[] challenge) {
        answers++;
        return switch (answers) {
            case 1 -> Optional.of(credentials.user().getBytes(StandardCharsets.UTF_8));
            case 2 -> Optional.of(credentials.password().getBytes(StandardCharsets.UTF_8));
            default -> Optional.empty();
        };
    }

    @Override
    public boolean isComplete() {
        return answers == 2;
    }
}
