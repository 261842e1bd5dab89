// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage;

import java.time.Instant;
import java.util.List;

/// A mailbox at one moment: its messages in order of UID. Immutable; cheap to hold, however large
/// the mailbox. Positions count from 0: a sequence number less one.
public interface Snapshot {
    long uidValidity();

    long uidNext();

    long highestModSeq();

    int size();

    long uid(int position);

    /// The position of a UID, or `-(insertion point) - 1`, as `Arrays.binarySearch`.
    int position(long uid);

    Flags flags(int position);

    long modSeq(int position);

    Instant internalDate(int position);

    /// RFC822.SIZE: octets with CRLF line ends.
    long octets(int position);

    /// Keywords in use in this mailbox.
    List<String> keywords();
}
