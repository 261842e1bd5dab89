// SPDX-License-Identifier: Apache-2.0
/// Changes of a mailbox file in its place, which a crash at any point leaves to be mended.
@NullMarked
package org.mailroom.storage.rewrite;

import org.jspecify.annotations.NullMarked;
