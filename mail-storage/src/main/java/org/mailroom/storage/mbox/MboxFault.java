// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mbox;

/// Something in an mbox file that is not as it should be.
///
/// @param offset where in the file
/// @param text what it is, and what comes of it
/// @param mending what can be done about it without losing anything
public record MboxFault(long offset, String text, Mending mending) {

    /// What makes it as it should be.
    public enum Mending {
        /// An empty line before that place.
        EMPTY_LINE,
        /// A `From ` line at the beginning of the file.
        FROM_LINE,
        /// An end for the last line.
        LINE_END,
        /// The server writes it anew by itself when the mailbox is quiet.
        BY_SERVER,
        /// Nothing can be done.
        NONE
    }
}
