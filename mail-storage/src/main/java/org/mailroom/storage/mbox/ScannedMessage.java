// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mbox;

import java.time.Instant;
import java.util.Optional;

/// A message as it was found in an mbox file.
///
/// @param offset where its `From ` line begins
/// @param contentOctets what follows that line, without the empty line that parts it from the next
/// @param afterOctets the length of that empty line
/// @param octets the length of the message with CRLF line ends
/// @param crc of the text without fields of state
/// @param state what its fields of state say
public record ScannedMessage(
        long offset,
        int fromOctets,
        long contentOctets,
        int afterOctets,
        long octets,
        int crc,
        int form,
        Instant date,
        FoundState state) {

    /// Where the message ends, with what parts it from the next.
    public long end() {
        return offset + fromOctets + contentOctets + afterOctets;
    }

    /// UIDVALIDITY and the last UID, as the first message may tell them.
    public Optional<FoundState.Base> base() {
        return state.base();
    }

    /// Whether it is no message, but the place where Pine keeps the state of the mailbox.
    public boolean isInternal() {
        return offset == 0 && state.isInternal();
    }
}
