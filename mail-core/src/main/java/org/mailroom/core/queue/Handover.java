// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

/// What is done with the mail of a recipient instead of putting it into his mailbox.
///
/// @param target the command, or the file
/// @param owner the user with whose rights it is done; empty for `default_privs`
public record Handover(Kind kind, String target, String owner) {

    /// What it is handed over to.
    public enum Kind {
        COMMAND,
        FILE
    }

    /// As aliases write it.
    @Override
    public String toString() {
        return kind == Kind.COMMAND ? "|" + target : target;
    }
}
