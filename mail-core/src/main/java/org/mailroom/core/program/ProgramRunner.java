// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.program;

/// Runs programs. Safe for use by several threads.
@FunctionalInterface
public interface ProgramRunner {
    /// How much of the output of a program is kept.
    int OUTPUT_OCTETS = 4096;

    /// Blocks until the program has ended. A caller who is interrupted ends it.
    Ended run(Job job);
}
