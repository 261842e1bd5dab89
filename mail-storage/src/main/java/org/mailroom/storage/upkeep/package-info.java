// SPDX-License-Identifier: Apache-2.0
/// What is done to mailboxes later, and what is done to damaged ones.
@NullMarked
package org.mailroom.storage.upkeep;

import org.jspecify.annotations.NullMarked;
