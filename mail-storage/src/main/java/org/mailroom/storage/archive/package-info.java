// SPDX-License-Identifier: Apache-2.0
/// Mail in the forms in which people keep it and move it: mbox files, Maildirs, single messages,
/// zip files of these. For import and export; the store itself works on none of them.
@NullMarked
package org.mailroom.storage.archive;

import org.jspecify.annotations.NullMarked;
