// SPDX-License-Identifier: Apache-2.0
/// Delivery to programs: pipe(8), and the commands and files of aliases(5) and `.forward`.
@NullMarked
package org.mailroom.core.pipe;

import org.jspecify.annotations.NullMarked;
