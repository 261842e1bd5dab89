// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

/// A search key, made ready for one mailbox.
record Condition(Cost cost, Test test) {

    /// What has to be looked at.
    enum Cost {
        INDEX,
        /// What is kept of a message, if something is.
        SUMMARY,
        CONTENT
    }

    /// The decision on one message.
    interface Test {
        boolean holds(Candidate message);
    }

    static Condition onIndex(Test test) {
        return new Condition(Cost.INDEX, test);
    }

    static Condition onSummary(Test test) {
        return new Condition(Cost.SUMMARY, test);
    }

    static Condition onContent(Test test) {
        return new Condition(Cost.CONTENT, test);
    }

    boolean holds(Candidate message) {
        return test.holds(message);
    }
}
