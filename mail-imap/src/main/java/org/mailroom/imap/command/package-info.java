// SPDX-License-Identifier: Apache-2.0
/// What each IMAP command does.
@NullMarked
package org.mailroom.imap.command;

import org.jspecify.annotations.NullMarked;
