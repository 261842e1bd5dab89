// SPDX-License-Identifier: Apache-2.0
/// Who the client of a session is.
@NullMarked
package org.mailroom.smtp.identity;

import org.jspecify.annotations.NullMarked;
