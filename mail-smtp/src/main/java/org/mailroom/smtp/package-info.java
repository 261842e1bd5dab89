// SPDX-License-Identifier: Apache-2.0
/// SMTP commands and replies as values.
@NullMarked
package org.mailroom.smtp;

import org.jspecify.annotations.NullMarked;
