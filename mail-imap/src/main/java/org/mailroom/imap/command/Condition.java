// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

/// A search key, made ready for one mailbox. `needsContent` tells those that read messages from
/// those that look at the index only.
record Condition(boolean needsContent, Test test) {

    /// The decision on one message.
    interface Test {
        boolean holds(Candidate message);
    }

    static Condition onIndex(Test test) {
        return new Condition(false, test);
    }

    static Condition onContent(Test test) {
        return new Condition(true, test);
    }

    boolean holds(Candidate message) {
        return test.holds(message);
    }
}
