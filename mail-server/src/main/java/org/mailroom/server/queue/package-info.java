// SPDX-License-Identifier: Apache-2.0
/// What commands ask of the queue: lists, one message, and what an operator does with them.
@NullMarked
package org.mailroom.server.queue;

import org.jspecify.annotations.NullMarked;
