// SPDX-License-Identifier: Apache-2.0
/// Tests of clients before they are greeted (Postfix's postscreen).
@NullMarked
package org.mailroom.smtp.screen;

import org.jspecify.annotations.NullMarked;
