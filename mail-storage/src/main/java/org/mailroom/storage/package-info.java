// SPDX-License-Identifier: Apache-2.0
/// The store: users, their mailboxes, snapshots of them, and events when they change.
@NullMarked
package org.mailroom.storage;

import org.jspecify.annotations.NullMarked;
