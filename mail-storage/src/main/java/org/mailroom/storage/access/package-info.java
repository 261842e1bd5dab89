// SPDX-License-Identifier: Apache-2.0
/// The way to one mailbox: its file and index kept as one, changed by one at a time.
@NullMarked
package org.mailroom.storage.access;

import org.jspecify.annotations.NullMarked;
