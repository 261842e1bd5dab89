// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

/// A text that counts how often it is looked at, so that a pattern which tries all ways to match
/// comes to an end. Used by one thread, for one match.
final class CountedText implements CharSequence {
    static final int MAX_STEPS = 2_000_000;

    private final CharSequence text;
    private int steps;

    CountedText(CharSequence text) {
        this.text = text;
    }

    /// The budget is used up.
    static final class TooManySteps extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManySteps() {
            super("a pattern takes too many steps", null, false, false);
        }
    }

    @Override
    public char charAt(int index) {
        if (++steps > MAX_STEPS) {
            throw new TooManySteps();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
