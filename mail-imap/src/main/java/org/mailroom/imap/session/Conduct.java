// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.session;

import org.mailroom.imap.grammar.Completion;
import org.mailroom.imap.session.SessionState.NotAuthenticated;

/// How a client has behaved so far: who only makes errors, or guesses passwords, has to go. On the
/// session's thread.
final class Conduct {
    private static final int MAX_BAD_BEFORE_LOGIN = 3;
    private static final int MAX_BAD_AFTER_LOGIN = 20;

    private int bad;

    /// Counts a command that could not even be read.
    void unreadable() {
        bad++;
    }

    // Before login a failed command counts too, and nothing makes up for it
    void ended(Completion completion, SessionState state) {
        boolean isBad = completion.status() == Completion.Status.BAD;
        if (state instanceof NotAuthenticated) {
            bad += isBad || completion.status() == Completion.Status.NO ? 1 : 0;
        } else {
            bad = isBad ? bad + 1 : 0;
        }
    }

    boolean isHopeless(SessionState state) {
        return bad
                >= (state instanceof NotAuthenticated ? MAX_BAD_BEFORE_LOGIN : MAX_BAD_AFTER_LOGIN);
    }
}
