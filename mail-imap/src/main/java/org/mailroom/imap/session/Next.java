// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.session;

/// What a session does after a command.
sealed interface Next {

    record Continue() implements Next {}

    record StartTls() implements Next {}

    /// `why` is for the log.
    record End(String why) implements Next {}
}
