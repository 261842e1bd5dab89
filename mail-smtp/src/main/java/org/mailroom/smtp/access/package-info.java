// SPDX-License-Identifier: Apache-2.0
/// Restrictions: who may send what to whom.
@NullMarked
package org.mailroom.smtp.access;

import org.jspecify.annotations.NullMarked;
