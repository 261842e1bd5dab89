// SPDX-License-Identifier: Apache-2.0
/// Work that computes for long, off the sessions' threads.
@NullMarked
package org.mailroom.core.compute;

import org.jspecify.annotations.NullMarked;
