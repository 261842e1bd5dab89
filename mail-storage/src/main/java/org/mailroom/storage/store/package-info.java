// SPDX-License-Identifier: Apache-2.0
/// The store: accounts with their folders, and which mailboxes are in memory.
@NullMarked
package org.mailroom.storage.store;

import org.jspecify.annotations.NullMarked;
