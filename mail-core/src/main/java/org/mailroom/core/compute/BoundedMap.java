// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.compute;

import java.util.LinkedHashMap;
import java.util.Map;

/// A map that forgets its eldest entry when there is no room for another. For one thread at a time.
public final class BoundedMap<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;
    private static final int INITIAL_CAPACITY = 16;
    private static final float LOAD_FACTOR = 0.75f;

    private final int room;

    /// Which entry is the eldest.
    public enum Eldest {
        /// The one that was put first.
        PUT,
        /// The one that was not asked for in the longest time.
        USED
    }

    public BoundedMap(int room, Eldest eldest) {
        super(INITIAL_CAPACITY, LOAD_FACTOR, eldest == Eldest.USED);
        this.room = room;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > room;
    }
}
