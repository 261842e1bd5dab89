// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

/// Knows where content ends. Used by one thread, for one piece of content.
interface ContentReader {

    /// Takes a piece; how many of its octets belong to the content, its end included. What is
    /// behind them is the next command.
    int take(byte[] buffer, int offset, int length);

    boolean atEnd();

    /// How many octets it takes at most.
    default long most() {
        return Long.MAX_VALUE;
    }

    /// Where content goes.
    @FunctionalInterface
    interface Sink {
        void write(byte[] buffer, int offset, int length);
    }
}
