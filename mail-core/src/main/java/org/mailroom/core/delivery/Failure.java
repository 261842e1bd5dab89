// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.queue.Recipient;

/// A recipient whose fate a notification tells, with what was said about it. `position` is its
/// place in the envelope.
record Failure(int position, Recipient recipient, String status, String text) {}
