// SPDX-License-Identifier: Apache-2.0
/// Greylisting: correspondents that are not known yet come again later.
@NullMarked
package org.mailroom.smtp.greylist;

import org.jspecify.annotations.NullMarked;
