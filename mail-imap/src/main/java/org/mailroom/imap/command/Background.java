// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import org.mailroom.core.compute.ComputeThreads;
import org.mailroom.core.net.WireClosedException;
import org.mailroom.core.net.WireClosedException.Reason;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// What one session has computed elsewhere while it waits, so that other sessions go on. Work is
/// not begun for a client that is gone.
///
/// @param isConnected whether the client is still there
public record Background(ComputeThreads threads, BooleanSupplier isConnected) {

    /// Runs a slice of work. What it changes belongs to the session, which waits meanwhile.
    <T> T compute(Supplier<T> slice) {
        if (!isConnected.getAsBoolean()) {
            throw new WireClosedException(Reason.LOST, "nobody waits for the answer");
        }
        try {
            return threads.call(slice);
        } catch (CancellationException interrupted) {
            throw new WireClosedException(Reason.CLOSED_HERE, "interrupted");
        }
    }
}
