// SPDX-License-Identifier: Apache-2.0
/// What POSIX knows of files and Java does not tell.
@NullMarked
package org.mailroom.core.posix;

import org.jspecify.annotations.NullMarked;
