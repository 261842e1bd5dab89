// SPDX-License-Identifier: Apache-2.0
/// Mail filters that are other programs, asked by the milter protocol, as Postfix asks them.
@NullMarked
package org.mailroom.smtp.milter;

import org.jspecify.annotations.NullMarked;
