// SPDX-License-Identifier: Apache-2.0
/// The mailboxes that sessions and deliveries share.
@NullMarked
package org.mailroom.storage.mailbox;

import org.jspecify.annotations.NullMarked;
