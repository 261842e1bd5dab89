// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.allowance;

import org.mailroom.smtp.memory.Form;
import org.mailroom.smtp.memory.LastingMap;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/// To whom each account has written. Only hashes are kept, so the file tells nobody who they are.
/// Safe for use by several threads.
///
/// @param met when each was written to last
public record Correspondents(LastingMap<Instant> met, InstantSource clock) {
    /// How many are kept, of all accounts together.
    public static final int ROOM = 200_000;

    /// As they stand in a file: known for so long after the last message to them.
    public static final Form<Instant> FORM = new Written(Duration.ofDays(400));

    private static final int HASH_OCTETS = 16;

    boolean knows(String account, String recipient) {
        return met.find(key(account, recipient)).isPresent();
    }

    void meet(String account, String recipient) {
        met.put(key(account, recipient), clock.instant());
    }

    private static String key(String account, String recipient) {
        String both = (account + "\n" + recipient).toLowerCase(Locale.ROOT);
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(both.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder()
                    .withoutPadding()
                    .encodeToString(Arrays.copyOf(hash, HASH_OCTETS));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Written(Duration age) implements Form<Instant> {
        @Override
        public String text(Instant last) {
            return Long.toString(last.getEpochSecond());
        }

        @Override
        public Optional<Instant> value(String text) {
            return text.matches("\\d{1,12}")
                    ? Optional.of(Instant.ofEpochSecond(Long.parseLong(text)))
                    : Optional.empty();
        }

        @Override
        public Instant end(Instant last) {
            return last.plus(age);
        }
    }
}
