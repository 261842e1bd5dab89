// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mbox;

import org.mailroom.storage.Flags;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the fields of state of a stored message say.
///
/// @param hasFlags whether there is a field that says whether the message was read
/// @param isExpunged whether it says that Mailroom has expunged it. Anybody can write that
/// @param isInternal whether the message is only the place where Pine keeps the state of the
///   mailbox, provided that it is the first of its file
/// @param uid that the message had, in this mailbox or in another
/// @param base as the first message of a file may tell it
public record FoundState(
        boolean hasFlags,
        Flags flags,
        StateFields.Age age,
        boolean isExpunged,
        boolean isInternal,
        Optional<Long> uid,
        Optional<Base> base) {
    private static final Pattern BASE = Pattern.compile("([0-9]{1,10})\\s+([0-9]{1,10})(\\s.*)?");
    private static final Pattern UID = Pattern.compile("[0-9]{1,10}");

    /// Not the highest there is: a mailbox that has believed it must have many more to give.
    public static final long MAX_UID = 0xfeff_ffffL;

    private static final long MAX_UID_VALIDITY = 0xffff_ffffL;

    /// Of most messages that others have written; a file may have many of them.
    private static final FoundState NOTHING = read(Map.of());

    /// UIDVALIDITY and the last UID given away.
    public record Base(long uidValidity, long lastUid) {}

    static FoundState of(Map<StateField, String> values) {
        return values.isEmpty() ? NOTHING : read(values);
    }

    private static FoundState read(Map<StateField, String> values) {
        String status = values.getOrDefault(StateField.STATUS, "");
        String xStatus = values.getOrDefault(StateField.X_STATUS, "");
        boolean isInternal = values.containsKey(StateField.X_IMAP);
        StateField base = isInternal ? StateField.X_IMAP : StateField.X_IMAPBASE;
        return new FoundState(
                values.containsKey(StateField.STATUS) || values.containsKey(StateField.X_STATUS),
                StateFields.flags(status, xStatus, values.getOrDefault(StateField.X_KEYWORDS, "")),
                status.indexOf('O') >= 0 ? StateFields.Age.OLD : StateFields.Age.NEW,
                xStatus.indexOf(StateFields.EXPUNGED) >= 0,
                isInternal,
                uid(values.getOrDefault(StateField.X_UID, "").strip()),
                base(values.getOrDefault(base, "")));
    }

    private static Optional<Long> uid(String text) {
        return UID.matcher(text).matches() ? uid(Long.parseLong(text)) : Optional.empty();
    }

    private static Optional<Long> uid(long number) {
        return number > 0 && number <= MAX_UID ? Optional.of(number) : Optional.empty();
    }

    private static Optional<Base> base(String text) {
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
