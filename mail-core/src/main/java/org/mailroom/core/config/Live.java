// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.function.Supplier;

/// A value that a reload replaces as a whole. A session reads it once and keeps what it read, so it
/// never sees half of a change. Safe for use by several threads.
public final class Live<T> implements Supplier<T> {
    private volatile T value;

    public Live(T value) {
        this.value = value;
    }

    @Override
    public T get() {
        return value;
    }

    public void replace(T next) {
        value = next;
    }
}
