// SPDX-License-Identifier: Apache-2.0
/// The helper: the only part that runs as root. It runs programs with the rights of users and
/// judges their passwords, and knows nothing of mail.
@NullMarked
package org.mailroom.server.helper;

import org.jspecify.annotations.NullMarked;
