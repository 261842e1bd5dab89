// SPDX-License-Identifier: Apache-2.0
/// The IMAP grammar: commands read, responses written.
@NullMarked
package org.mailroom.imap.grammar;

import org.jspecify.annotations.NullMarked;
