// SPDX-License-Identifier: Apache-2.0
/// Work off the sessions' threads, what computes for long and what is done later; and memory that
/// stays bounded.
@NullMarked
package org.mailroom.core.compute;

import org.jspecify.annotations.NullMarked;
