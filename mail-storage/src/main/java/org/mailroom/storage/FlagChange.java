// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage;

/// A change of flags, as STORE asks for it (RFC 9051 §6.4.6).
public record FlagChange(Mode mode, Flags flags) {
    public enum Mode {
        ADD,
        REMOVE,
        REPLACE
    }

    public Flags applyTo(Flags before) {
        return switch (mode) {
            case ADD -> before.plus(flags);
            case REMOVE -> before.minus(flags);
            case REPLACE -> flags;
        };
    }
}
