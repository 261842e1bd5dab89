// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;

/// The name of a message in the queue, in Postfix's long form (base-52 time, `z`, sequence).
public record QueueId(String text) {
    // No vowels: no id spells a word.
    private static final String DIGITS = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz";
    private static final int TIME_BASE = 52;

    /// Without `z`, which parts time and sequence.
    private static final int SEQUENCE_BASE = 51;

    /// With one digit more it would still be a number.
    private static final long MAX_SEQUENCE = Long.MAX_VALUE / SEQUENCE_BASE - 1;

    private static final int SECONDS_DIGITS = 6;
    private static final int MICROS_DIGITS = 4;
    private static final int MICROS_PER_SECOND = 1_000_000;

    /// Sequence numbers are never used twice, so neither are ids, whatever the clock does.
    static QueueId of(long arrivedMicros, long sequence) {
        char[] text = new char[32];
        int at = put(text, text.length, sequence, SEQUENCE_BASE, 1);
        text[--at] = 'z';
        at = put(text, at, arrivedMicros % MICROS_PER_SECOND, TIME_BASE, MICROS_DIGITS);
        at = put(text, at, arrivedMicros / MICROS_PER_SECOND, TIME_BASE, SECONDS_DIGITS);
        return new QueueId(new String(text, at, text.length - at));
    }

    /// The sequence number in a text that has the form of an id; empty for any other text.
    static OptionalLong sequence(String text) {
        String digits = text.substring(text.lastIndexOf('z') + 1);
        long sequence = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = DIGITS.indexOf(digits.charAt(i));
            if (digit < 0 || sequence > MAX_SEQUENCE) {
                return OptionalLong.empty();
            }
            sequence = sequence * SEQUENCE_BASE + digit;
        }
        return OptionalLong.of(sequence);
    }

    static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    private static int put(char[] text, int end, long number, int base, int minDigits) {
        int at = end;
        for (long rest = number; rest > 0 || end - at < minDigits; rest /= base) {
            text[--at] = DIGITS.charAt((int) (rest % base));
        }
        return at;
    }

    @Override
    public String toString() {
        return text;
    }
}
