// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

import java.nio.ByteBuffer;

/// The octets of a record, which the journal's thread copies once, straight into what it writes.
/// They must not change until the record's fate is known.
public interface Payload {
    Payload EMPTY = of(new byte[0]);

    int octets();

    /// Puts exactly `octets()` octets.
    void putInto(ByteBuffer target);

    /// The array belongs to the payload from now on.
    static Payload of(byte[] octets) {
        return new Payload() {
            @Override
            public int octets() {
                return octets.length;
            }

            @Override
            public void putInto(ByteBuffer target) {
                target.put(octets);
            }
        };
    }
}
