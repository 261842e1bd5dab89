// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.log;

/// The mail log: one event, one line, in the forms of Postfix and Dovecot. Values from outside are
/// made harmless here, in one place. Safe for use by several threads.
public final class MailLog implements AutoCloseable {

    /// Writes `MMM d HH:mm:ss host postfix/process[number]: text`, with `syslog_name` for
    /// `postfix`.
    public void postfix(String process, long number, String text) {
        throw new AssertionError("contract");
    }

    /// Writes `MMM d HH:mm:ss host dovecot: text`.
    public void dovecot(String text) {
        throw new AssertionError("contract");
    }

    /// A number for the brackets: one per connection or job, so that log tools can pair lines.
    public long nextNumber() {
        throw new AssertionError("contract");
    }

    /// Opens the file anew: logrotate has moved it.
    public void reopen() {
        throw new AssertionError("contract");
    }

    @Override
    public void close() {
        throw new AssertionError("contract");
    }
}
