// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Looks for an octet, eight at a time.
public final class OctetSearch {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private OctetSearch() {}

    /// Where `wanted` stands first, from `from` on; `to` if it does not stand before that.
    public static int indexOf(byte[] octets, int from, int to, int wanted) {
        long pattern = (wanted & 0xff) * LOW_BITS;
        int at = from;
        while (at + Long.BYTES <= to) {
            long differing = (long) LONGS.get(octets, at) ^ pattern;
            // The lowest bit that is set belongs to the first octet that is zero.
            long zeros = (differing - LOW_BITS) & ~differing & HIGH_BITS;
            if (zeros != 0) {
                return at + Long.numberOfTrailingZeros(zeros) / Byte.SIZE;
            }
            at += Long.BYTES;
        }
        while (at < to && octets[at] != (byte) wanted) {
            at++;
        }
        return at;
    }
}
