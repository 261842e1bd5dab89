// SPDX-License-Identifier: Apache-2.0
/// Delivery of queued messages: scheduling, retries and reports to the sender.
@NullMarked
package org.mailroom.core.delivery;

import org.jspecify.annotations.NullMarked;
