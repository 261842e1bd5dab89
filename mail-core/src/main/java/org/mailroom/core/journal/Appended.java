// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

/// What became of a record.
public sealed interface Appended {

    /// It is on the disk.
    record Durable(RecordAddress address) implements Appended {}

    /// It is not, and will not be: nothing may be acknowledged.
    record Refused(Reason reason, String text) implements Appended {}

    /// Why a record was not written.
    enum Reason {
        DISK_FULL,
        DISK_ERROR,
        TOO_LARGE,
        CLOSED
    }
}
