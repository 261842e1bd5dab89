// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

/// Where the content of a message lies.
sealed interface BodyPlace {

    /// In its record, behind the envelope.
    record Inline() implements BodyPlace {}

    /// In a file of its own, named for its id; `crc` is the CRC32C of the whole.
    record OwnFile(int crc) implements BodyPlace {}

    BodyPlace INLINE = new Inline();
}
