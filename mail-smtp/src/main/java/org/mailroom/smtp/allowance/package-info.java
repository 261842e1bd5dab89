// SPDX-License-Identifier: Apache-2.0
/// How much an account may send in a day: what bounds the harm that a stolen password does.
@NullMarked
package org.mailroom.smtp.allowance;

import org.jspecify.annotations.NullMarked;
