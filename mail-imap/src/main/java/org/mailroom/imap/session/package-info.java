// SPDX-License-Identifier: Apache-2.0
/// IMAP sessions: their states, and the mailbox a client has selected.
@NullMarked
package org.mailroom.imap.session;

import org.jspecify.annotations.NullMarked;
