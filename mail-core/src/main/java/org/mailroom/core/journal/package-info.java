// SPDX-License-Identifier: Apache-2.0
/// An append-only log in which writers share one flush to disk.
@NullMarked
package org.mailroom.core.journal;

import org.jspecify.annotations.NullMarked;
