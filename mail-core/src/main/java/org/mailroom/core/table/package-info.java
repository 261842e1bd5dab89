// SPDX-License-Identifier: Apache-2.0
/// Lookup tables: maps from a key to a value, by file type.
@NullMarked
package org.mailroom.core.table;

import org.jspecify.annotations.NullMarked;
