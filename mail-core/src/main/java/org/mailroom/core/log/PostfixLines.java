// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.log;

/// Where lines in Postfix's form go. Safe for use by several threads.
@FunctionalInterface
public interface PostfixLines {

    /// Writes one.
    ///
    /// @param number that of the lines that belong together
    void write(String process, long number, String text);
}
