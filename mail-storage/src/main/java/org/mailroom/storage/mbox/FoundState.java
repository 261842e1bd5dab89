// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mbox;

import org.mailroom.storage.Flags;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the fields of state of a stored message say. Immutable.
public final class FoundState {
    private static final Pattern BASE = Pattern.compile("([0-9]{1,10})\\s+([0-9]{1,10})(\\s.*)?");
    private static final Pattern UID = Pattern.compile("[0-9]{1,10}");

    /// Not the highest there is: a mailbox that has believed it must have many more to give.
    public static final long MAX_UID = 0xfeff_ffffL;

    private static final long MAX_UID_VALIDITY = 0xffff_ffffL;

    private final Map<StateField, String> values;

    /// UIDVALIDITY and the last UID given away.
    public record Base(long uidValidity, long lastUid) {}

    FoundState(Map<StateField, String> values) {
        this.values = new EnumMap<>(StateField.class);
        this.values.putAll(values);
    }

    private String value(StateField field) {
        return values.getOrDefault(field, "");
    }

    /// Whether there is a field that says whether the message was read.
    public boolean hasFlags() {
        return values.containsKey(StateField.STATUS) || values.containsKey(StateField.X_STATUS);
    }

    public Flags flags() {
        return StateFields.flags(
                value(StateField.STATUS), value(StateField.X_STATUS), value(StateField.X_KEYWORDS));
    }

    public StateFields.Age age() {
        return value(StateField.STATUS).indexOf('O') >= 0
                ? StateFields.Age.OLD
                : StateFields.Age.NEW;
    }

    /// Whether it says that Mailroom has expunged it. Anybody can write that.
    public boolean isExpunged() {
        return value(StateField.X_STATUS).indexOf(StateFields.EXPUNGED) >= 0;
    }

    /// Whether the message is only the place where Pine keeps the state of the mailbox, provided
    /// that it is the first of its file.
    public boolean isInternal() {
        return values.containsKey(StateField.X_IMAP);
    }

    /// The UID that the message had, in this mailbox or in another.
    public Optional<Long> uid() {
        String text = value(StateField.X_UID).strip();
        return UID.matcher(text).matches() ? uid(Long.parseLong(text)) : Optional.empty();
    }

    private static Optional<Long> uid(long number) {
        return number > 0 && number <= MAX_UID ? Optional.of(number) : Optional.empty();
    }

    public Optional<Base> base() {
        String text = isInternal() ? value(StateField.X_IMAP) : value(StateField.X_IMAPBASE);
        Matcher base = BASE.matcher(text);
        if (!base.matches()) {
            return Optional.empty();
        }
        long validity = Long.parseLong(base.group(1));
        long last = Long.parseLong(base.group(2));
        return validity > 0 && validity <= MAX_UID_VALIDITY && last <= MAX_UID
                ? Optional.of(new Base(validity, last))
                : Optional.empty();
    }
}
