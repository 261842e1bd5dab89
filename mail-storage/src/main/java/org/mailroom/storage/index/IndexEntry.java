// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

import org.mailroom.storage.Flags;

import java.time.Instant;

/// What the index knows of one message.
///
/// @param octets the length of the message with CRLF line ends
/// @param crc of the stored text, which tells the message from others when its place is lost
/// @param form what has to be undone to read it
public record IndexEntry(
        long uid,
        Place place,
        long octets,
        int crc,
        int form,
        Instant date,
        Flags flags,
        long modSeq,
        Written written) {

    /// Whether the file says what the index says of the message.
    public enum Written {
        YES,
        /// It does not tell the UID.
        NO_UID,
        /// It says something else of flags, and may not tell the UID.
        NOT_YET
    }

    public IndexEntry withFlags(Flags newFlags, long newModSeq, Written newWritten) {
        return new IndexEntry(uid, place, octets, crc, form, date, newFlags, newModSeq, newWritten);
    }

    public IndexEntry withPlace(Place newPlace) {
        return new IndexEntry(uid, newPlace, octets, crc, form, date, flags, modSeq, written);
    }

    public IndexEntry withUid(long newUid, long newModSeq) {
        return new IndexEntry(newUid, place, octets, crc, form, date, flags, newModSeq, written);
    }
}
