// SPDX-License-Identifier: Apache-2.0
/// Final delivery of a message into a mailbox.
@NullMarked
package org.mailroom.storage.mda;

import org.jspecify.annotations.NullMarked;
