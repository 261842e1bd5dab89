// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.program;

/// How a program ended. `output` is the beginning of what it has written, standard output and error
/// as they came.
public sealed interface Ended {

    /// By itself, or by a signal: then the status is 128 and the number of the signal, as a shell
    /// has it.
    record Exited(int status, String output) implements Ended {}

    /// It was killed when its time was over.
    record TimedOut(String output) implements Ended {}

    /// It did not run, or nobody knows whether it did.
    record NotRun(String reason) implements Ended {}
}
