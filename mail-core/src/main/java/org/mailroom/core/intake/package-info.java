// SPDX-License-Identifier: Apache-2.0
/// The way of a message into the queue: limits, header clean-up and the durable write.
@NullMarked
package org.mailroom.core.intake;

import org.jspecify.annotations.NullMarked;
