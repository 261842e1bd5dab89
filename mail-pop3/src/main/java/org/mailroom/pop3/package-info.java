// SPDX-License-Identifier: Apache-2.0
/// POP3 sessions over a snapshot of the inbox.
@NullMarked
package org.mailroom.pop3;

import org.jspecify.annotations.NullMarked;
