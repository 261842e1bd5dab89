// SPDX-License-Identifier: Apache-2.0
/// SMTP sessions that accept mail.
@NullMarked
package org.mailroom.smtp.server;

import org.jspecify.annotations.NullMarked;
