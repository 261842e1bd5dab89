// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import org.mailroom.imap.grammar.LiteralAnnouncement;
import org.mailroom.imap.grammar.ResponseWriter.Sink;

/// Where the message of an APPEND comes from: it is still on the wire while the command is
/// executed.
public interface LiteralSource {

    /// Asks for the literal where the client waits for that, hands its octets to `sink`, and reads
    /// to the end of the command.
    void read(LiteralAnnouncement literal, Sink sink);
}
