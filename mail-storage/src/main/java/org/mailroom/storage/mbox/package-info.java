// SPDX-License-Identifier: Apache-2.0
/// Mailboxes as mbox files: scanning, appending and rewriting.
@NullMarked
package org.mailroom.storage.mbox;

import org.jspecify.annotations.NullMarked;
