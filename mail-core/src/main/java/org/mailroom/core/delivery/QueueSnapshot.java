// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

/// The queue at a moment, in numbers: being delivered, waiting for a first or due attempt, and
/// deferred to a later time.
public record QueueSnapshot(int active, int incoming, int deferred) {}
