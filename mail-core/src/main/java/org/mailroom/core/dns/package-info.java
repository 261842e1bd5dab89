// SPDX-License-Identifier: Apache-2.0
/// Questions to the DNS and their answers.
@NullMarked
package org.mailroom.core.dns;

import org.jspecify.annotations.NullMarked;
