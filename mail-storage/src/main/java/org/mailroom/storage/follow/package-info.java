// SPDX-License-Identifier: Apache-2.0
/// Takes what other programs, or the loss of power, have done to a mailbox file into its index.
@NullMarked
package org.mailroom.storage.follow;

import org.jspecify.annotations.NullMarked;
