// SPDX-License-Identifier: Apache-2.0
/// Deliveries into mailboxes: all that come for one at the same time go into it together.
@NullMarked
package org.mailroom.storage.delivery;

import org.jspecify.annotations.NullMarked;
