// SPDX-License-Identifier: Apache-2.0
/// A message as it travels: envelope, header fields and MIME structure.
@NullMarked
package org.mailroom.core.message;

import org.jspecify.annotations.NullMarked;
