// SPDX-License-Identifier: Apache-2.0
/// The index beside an mbox file: UIDs, flags and offsets.
@NullMarked
package org.mailroom.storage.index;

import org.jspecify.annotations.NullMarked;
