// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the sender wants to hear about a recipient: the NOTIFY parameter (RFC 3461 §4.1), one bit
/// for each word.
public record Notify(int bits) {
    /// Nothing was said: failures and delays, as RFC 3461 §4.1 suggests.
    public static final Notify UNSAID = new Notify(0);

    public static final Notify NEVER = new Notify(1);
    private static final int SUCCESS = 2;
    private static final int FAILURE = 4;
    private static final int DELAY = 8;

    /// The sender is to hear that the recipient was an alias of several.
    private static final int EXPANDED = 16;

    private static final int ALL = 31;

    public Notify {
        if (bits < 0 || bits > ALL) {
            throw new IllegalArgumentException("NOTIFY bits " + bits);
        }
    }

    /// The parameter's value; empty where it has not its form.
    public static Optional<Notify> parse(String value) {
        int bits = 0;
        for (String word : value.toUpperCase(Locale.ROOT).split(",", -1)) {
            int bit = bit(word);
            if (bit == 0 || (bits & bit) != 0) {
                return Optional.empty();
            }
            bits |= bit;
        }
        // RFC 3461 §4.1: NEVER stands alone
        boolean contradictory = (bits & NEVER.bits) != 0 && bits != NEVER.bits;
        return contradictory ? Optional.empty() : Optional.of(new Notify(bits));
    }

    private static int bit(String word) {
        return switch (word) {
            case "NEVER" -> NEVER.bits;
            case "SUCCESS" -> SUCCESS;
            case "FAILURE" -> FAILURE;
            case "DELAY" -> DELAY;
            default -> 0;
        };
    }

    public boolean ofSuccess() {
        return has(SUCCESS);
    }

    public boolean ofFailure() {
        return isUnsaid() || has(FAILURE);
    }

    public boolean ofDelay() {
        return isUnsaid() || has(DELAY);
    }

    public boolean ofExpansion() {
        return has(EXPANDED);
    }

    /// Whether the parameter is not to be given to another server either.
    public boolean isUnsaid() {
        return (bits & ~EXPANDED) == 0;
    }

    private boolean has(int bit) {
        return (bits & bit) != 0;
    }

    /// For the members of an alias: the alias has had its success (RFC 3461 §5.2.7).
    public Notify withoutSuccess() {
        return bits == SUCCESS ? NEVER : new Notify(bits & ~SUCCESS);
    }

    /// As it was before `withExpansion`: the alias is to be followed anew. Where the sender has
    /// heard of its expansion, he does not hear of it again.
    public Notify beforeExpansion(boolean isTold) {
        if (!ofExpansion()) {
            return this;
        }
        return isTold
                ? new Notify(bits & ~EXPANDED)
                : new Notify((bits & ~(EXPANDED | NEVER.bits)) | SUCCESS);
    }

    public Notify withExpansion() {
        return new Notify(bits | EXPANDED);
    }

    /// As the parameter's value.
    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        for (String word : List.of("NEVER", "SUCCESS", "FAILURE", "DELAY")) {
            if (has(bit(word))) {
                words.add(word);
            }
        }
        return String.join(",", words);
    }
}
