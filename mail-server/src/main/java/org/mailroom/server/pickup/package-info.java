// SPDX-License-Identifier: Apache-2.0
/// The door for users of this host: mail from `sendmail` (Postfix's postdrop and pickup), and what
/// they may ask of the queue.
@NullMarked
package org.mailroom.server.pickup;

import org.jspecify.annotations.NullMarked;
