// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

import java.util.List;

/// The owner's part in freeing an old segment: it knows which records still matter.
@FunctionalInterface
public interface Survivors {

    /// Writes what is still needed of these keys anew (`Journal.copyForward`) and releases the old
    /// records. Called on the keeper's thread; may block.
    void copyForward(long segment, List<Long> keys);
}
