// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage;

/// Which messages contain a text, as far as the store knows it without a look at them.
public interface TextHits {
    TextHits UNKNOWN = _ -> Answer.UNKNOWN;

    enum Answer {
        YES,
        NO,
        /// Only a look at the message tells.
        UNKNOWN
    }

    Answer of(long uid);
}
