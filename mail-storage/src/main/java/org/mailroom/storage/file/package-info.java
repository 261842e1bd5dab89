// SPDX-License-Identifier: Apache-2.0
/// Files as POSIX knows them, with the locks that other mail programs respect.
@NullMarked
package org.mailroom.storage.file;

import org.jspecify.annotations.NullMarked;
