// SPDX-License-Identifier: Apache-2.0
/// Mail addresses and domain names: parsing, comparison, and writing them out again.
@NullMarked
package org.mailroom.core.address;

import org.jspecify.annotations.NullMarked;
