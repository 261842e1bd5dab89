// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.memory;

/// How many values are kept, in all and of one kind, which stands before a blank in the key.
public record Room(int all, int ofOneKind) {

    static Room of(int all) {
        return new Room(all, Integer.MAX_VALUE);
    }

    boolean isShared() {
        return ofOneKind < all;
    }
}
