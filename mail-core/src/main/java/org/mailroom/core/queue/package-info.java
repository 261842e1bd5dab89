// SPDX-License-Identifier: Apache-2.0
/// The queue: messages that were accepted and are not yet delivered.
@NullMarked
package org.mailroom.core.queue;

import org.jspecify.annotations.NullMarked;
